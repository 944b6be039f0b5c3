package dev.limpid.insight.run;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Records as JSON values and back, by their components: numbers, text, enums, records, lists,
 * arrays and maps. A component that is added to a record is in the file without further code; one
 * that a file lacks is NaN, null, 0, false or empty.
 */
final class RecordJson {
  private RecordJson() {}

  /** The components of a record, in order. */
  static Map<String, Object> encode(Record value) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        map.put(key(component), encodeAny(component.getAccessor().invoke(value)));
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
    return map;
  }

  private static Object encodeAny(Object value) {
    if (value instanceof Record component) {
      return encode(component);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Double number && number.isInfinite()) {
      return number.toString();
    }
    if (value instanceof List<?> items) {
      List<Object> encoded = new ArrayList<>();
      items.forEach(item -> encoded.add(encodeAny(item)));
      return encoded;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> encoded = new LinkedHashMap<>();
      map.forEach((k, v) -> encoded.put((String) k, encodeAny(v)));
      return encoded;
    }
    if (value != null && value.getClass().isArray()) {
      List<Object> encoded = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        encoded.add(encodeAny(Array.get(value, i)));
      }
      return encoded;
    }
    return value;
  }

  /**
   * A record of this type.
   *
   * @throws IllegalArgumentException if the value is not one; the message says where
   */
  static <R extends Record> R decode(Class<R> type, Object json) {
    return decodeRecord(type, json, "the file");
  }

  private static <R> R decodeRecord(Class<R> type, Object json, String where) {
    if (!(json instanceof Map<?, ?> map)) {
      throw wrong(where, "an object", json);
    }
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String key = key(components[i]);
      types[i] = components[i].getType();
      values[i] = decodeAny(components[i].getGenericType(), map.get(key), "'" + key + "'");
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(where + " is incomplete: " + e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }

  private static Object decodeAny(Type type, Object json, String where) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class
          ? decodeList(arguments[0], json, where)
          : decodeMap(arguments[1], json, where);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == Object.class) {
      return json;
    }
    if (raw.isPrimitive()) {
      return decodePrimitive(raw, json, where);
    }
    if (json == null) {
      return null;
    }
    if (raw == String.class && json instanceof String) {
      return json;
    }
    if (raw == Integer.class) {
      return decodePrimitive(int.class, json, where);
    }
    if (raw.isArray()) {
      List<Object> items = decodeList(raw.getComponentType(), json, where);
      Object array = Array.newInstance(raw.getComponentType(), items.size());
      for (int i = 0; i < items.size(); i++) {
        Array.set(array, i, items.get(i));
      }
      return array;
    }
    if (raw.isEnum()) {
      for (Object constant : raw.getEnumConstants()) {
        if (((Enum<?>) constant).name().toLowerCase(Locale.ROOT).equals(json)) {
          return constant;
        }
      }
    }
    if (raw.isRecord()) {
      return decodeRecord(raw, json, where);
    }
    throw wrong(where, "a " + raw.getSimpleName(), json);
  }

  private static List<Object> decodeList(Type of, Object json, String where) {
    if (json != null && !(json instanceof List<?>)) {
      throw wrong(where, "a list", json);
    }
    List<Object> list = new ArrayList<>();
    if (json instanceof List<?> items) {
      items.forEach(item -> list.add(decodeAny(of, item, where)));
    }
    return list;
  }

  private static Map<String, Object> decodeMap(Type of, Object json, String where) {
    if (json != null && !(json instanceof Map<?, ?>)) {
      throw wrong(where, "an object", json);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> entries) {
      entries.forEach((k, v) -> map.put((String) k, decodeAny(of, v, where)));
    }
    return map;
  }

  private static Object decodePrimitive(Class<?> type, Object json, String where) {
    if (type == boolean.class && (json == null || json instanceof Boolean)) {
      return json != null && (Boolean) json;
    }
    if (type == double.class && json == null) {
      return Double.NaN;
    }
    if (type == double.class && json instanceof String text && text.endsWith("Infinity")) {
      return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (type == double.class && json instanceof Number number) {
      return number.doubleValue();
    }
    if (type == long.class && (json == null || json instanceof Long)) {
      return json == null ? 0L : json;
    }
    if (type == int.class && (json == null || json instanceof Long)) {
      long number = json == null ? 0 : (Long) json;
      if (number == (int) number) {
        return (int) number;
      }
    }
    throw wrong(where, "a number of type " + type, json);
  }

  private static IllegalArgumentException wrong(String where, String right, Object json) {
    String is = String.valueOf(json);
    return new IllegalArgumentException(
        where
            + " should be "
            + right
            + ", but is "
            + (is.length() > 40 ? is.substring(0, 40) + "..." : is));
  }

  /** {@code topKAccuracy} as {@code top_k_accuracy}. */
  private static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
