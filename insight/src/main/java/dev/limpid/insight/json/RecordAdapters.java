package dev.limpid.insight.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Records as JSON objects by their components, in lower case with underscores; enums likewise. A
 * component that is added to a record is in the file without further code. One that a file lacks is
 * NaN, false or empty; or null, where it {@linkplain MayBeNull may be}. NaN is null, infinities are
 * texts.
 */
public final class RecordAdapters implements TypeAdapterFactory {
  /** Reads strictly. */
  public static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapterFactory(new RecordAdapters())
          .registerTypeAdapter(double.class, new Figure())
          .registerTypeAdapter(Double.class, new Figure())
          .registerTypeAdapter(int.class, new Whole())
          .registerTypeAdapter(Integer.class, new Whole())
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .setStrictness(Strictness.STRICT)
          .serializeNulls()
          .disableHtmlEscaping()
          .create();

  private RecordAdapters() {}

  @Override
  @SuppressWarnings("unchecked")
  public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    Class<? super T> raw = type.getRawType();
    if (raw.isEnum()) {
      return (TypeAdapter<T>) new OfEnum((Object[]) raw.getEnumConstants());
    }
    if (raw == int[][].class) {
      TypeAdapter<int[][]> rows = gson.getDelegateAdapter(this, TypeToken.get(int[][].class));
      return (TypeAdapter<T>) new Counts(rows, gson.getAdapter(int[].class));
    }
    return raw.isRecord() ? new OfRecord<>(gson, (Class<T>) raw) : null;
  }

  /** {@code topKAccuracy} as {@code top_k_accuracy}. */
  private static String key(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static final class OfRecord<T> extends TypeAdapter<T> {
    private final Class<T> type;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final RecordComponent[] components;
    private final List<TypeAdapter<Object>> adapters = new ArrayList<>();

    @SuppressWarnings("unchecked")
    OfRecord(Gson gson, Class<T> type) {
      this.type = type;
      this.components = type.getRecordComponents();
      for (int i = 0; i < components.length; i++) {
        places.put(key(components[i].getName()), i);
        adapters.add(
            (TypeAdapter<Object>) gson.getAdapter(TypeToken.get(components[i].getGenericType())));
      }
    }

    @Override
    public void write(JsonWriter out, T value) throws IOException {
      if (value == null) {
        out.nullValue();
        return;
      }
      out.beginObject();
      for (Map.Entry<String, Integer> place : places.entrySet()) {
        out.name(place.getKey());
        try {
          adapters
              .get(place.getValue())
              .write(out, components[place.getValue()].getAccessor().invoke(value));
        } catch (IllegalAccessException | InvocationTargetException e) {
          throw new IllegalStateException("cannot read " + components[place.getValue()], e);
        }
      }
      out.endObject();
    }

    @Override
    public T read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return null;
      }
      Object[] values = new Object[components.length];
      String path = in.getPath();
      in.beginObject();
      while (in.hasNext()) {
        Integer place = places.get(in.nextName());
        if (place == null) {
          in.skipValue(); // of a later version
        } else {
          values[place] = component(in, place);
        }
      }
      in.endObject();
      return make(values, path);
    }

    private Object component(JsonReader in, int place) throws IOException {
      try {
        return adapters.get(place).read(in);
      } catch (Misfit e) {
        throw e; // of a component of this one
      } catch (IllegalStateException
          | NumberFormatException
          | JsonParseException
          | MalformedJsonException e) {
        // the library's own words
        throw new Misfit(
            in.getPath(),
            new IllegalArgumentException(
                "should be " + kind(components[place].getType()) + ", but is not", e));
      } catch (RuntimeException e) {
        throw new Misfit(in.getPath(), e);
      }
    }

    private T make(Object[] values, String path) {
      Class<?>[] types = new Class<?>[values.length];
      for (int i = 0; i < values.length; i++) {
        types[i] = components[i].getType();
        boolean mayBeNull = components[i].isAnnotationPresent(MayBeNull.class);
        if (values[i] == null && !mayBeNull) {
          values[i] = absent(types[i]);
        }
        boolean lacks = values[i] == null && !mayBeNull;
        if (lacks || hasNull(values[i])) {
          String what = (lacks ? "lacks '" : "has a null in '") + key(components[i].getName());
          throw new Misfit(path, new IllegalArgumentException(what + "'"));
        }
      }
      try {
        Constructor<T> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(values);
      } catch (InvocationTargetException e) {
        throw new Misfit(path, e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot make a " + type, e);
      }
    }

    private static boolean hasNull(Object value) {
      return value instanceof List<?> list && list.stream().anyMatch(Objects::isNull)
          || value instanceof Object[] array && Arrays.stream(array).anyMatch(Objects::isNull);
    }

    private static String kind(Class<?> type) {
      if (type == List.class || type.isArray()) {
        return "a list";
      }
      if (type == String.class || type.isEnum()) {
        return "a text";
      }
      if (type == boolean.class) {
        return "true or false";
      }
      return type.isPrimitive() ? "a number" : "an object";
    }

    private static Object absent(Class<?> type) {
      if (type == double.class) {
        return Double.NaN;
      }
      if (type == boolean.class) {
        return false;
      }
      if (type.isArray()) {
        return Array.newInstance(type.getComponentType(), 0);
      }
      return type == List.class ? List.of() : type == Map.class ? Map.of() : null;
    }
  }

  /** What is wrong with a component, and where. */
  private static final class Misfit extends JsonParseException {
    private static final long serialVersionUID = 1;

    Misfit(String path, Throwable cause) {
      super(place(path) + cause.getMessage(), cause);
    }

    private static String place(String path) {
      return path.equals("$") ? "the run " : "'" + path.replaceFirst("^\\$\\.?", "") + "' ";
    }
  }

  private static final class Figure extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (value == null || value.isNaN()) {
        out.nullValue();
      } else if (value.isInfinite()) {
        out.value(value.toString());
      } else {
        out.value(value);
      }
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return Double.NaN;
      }
      if (in.peek() != JsonToken.STRING) {
        return in.nextDouble();
      }
      String text = in.nextString();
      if (text.endsWith("Infinity")) {
        return Double.parseDouble(text);
      }
      throw new IllegalArgumentException("should be a number, but is \"" + text + "\"");
    }
  }

  private static final class Whole extends TypeAdapter<Integer> {
    @Override
    public void write(JsonWriter out, Integer value) throws IOException {
      out.value(value);
    }

    @Override
    public Integer read(JsonReader in) throws IOException {
      if (in.peek() != JsonToken.NUMBER) {
        throw new IllegalArgumentException("should be a whole number, but is none");
      }
      String text = in.nextString();
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("should be a whole number, but is " + text, e);
      }
    }
  }

  private static final class OfEnum extends TypeAdapter<Object> {
    private final Object[] constants;

    OfEnum(Object[] constants) {
      this.constants = constants;
    }

    @Override
    public void write(JsonWriter out, Object value) throws IOException {
      out.value(value == null ? null : word(value));
    }

    @Override
    public Object read(JsonReader in) throws IOException {
      String text = in.nextString();
      for (Object constant : constants) {
        if (word(constant).equals(text)) {
          return constant;
        }
      }
      throw new IllegalArgumentException("is none of the known words: \"" + text + "\"");
    }

    private static String word(Object constant) {
      return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }
  }
}
