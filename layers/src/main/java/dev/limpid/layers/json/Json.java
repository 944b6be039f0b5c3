package dev.limpid.layers.json;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * JSON (RFC 8259) as Java values: {@code Map<String, Object>} in order, {@code List<Object>},
 * {@code String}, {@code Long} or {@code Double}, {@code Boolean} and null.
 */
public final class Json {
  private Json() {}

  /**
   * Reads one value.
   *
   * @throws IOException if the text is not JSON, repeats a key, or nests deeper than 64; the
   *     message says where
   */
  public static Object parse(String text) throws IOException {
    return parse(text, Integer.MAX_VALUE);
  }

  /**
   * Reads one value of a text that may come from a stranger.
   *
   * @param most how many numbers, texts, objects and so on there may be in all, which bounds the
   *     memory that they take
   * @throws IOException as {@link #parse(String)}, and if there are more
   */
  public static Object parse(String text, int most) throws IOException {
    return new JsonParser(text, most).parse();
  }

  /**
   * Writes a value. Integers and longs have no fraction; doubles are written so that they are read
   * back exactly; NaN and infinities, which JSON does not have, as null.
   *
   * @throws IllegalArgumentException for a value of another type
   */
  public static String write(Object value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  private static void write(Object value, StringBuilder text) {
    if (value == null || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof Integer || value instanceof Long) {
      text.append(value);
    } else if (value instanceof Double || value instanceof Float) {
      text.append(Double.isFinite(((Number) value).doubleValue()) ? value.toString() : "null");
    } else if (value instanceof String string) {
      quote(string, text);
    } else if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(separator);
        quote((String) entry.getKey(), text);
        text.append(':');
        write(entry.getValue(), text);
        separator = ",";
      }
      text.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Iterable<?> items) {
      String separator = "";
      text.append('[');
      for (Object item : items) {
        text.append(separator);
        write(item, text);
        separator = ",";
      }
      text.append(']');
    } else {
      throw new IllegalArgumentException("JSON cannot hold a " + value.getClass().getName());
    }
  }

  private static void quote(String string, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
