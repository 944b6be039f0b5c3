package dev.limpid.interop.keras;

import dev.limpid.layers.json.ForeignText;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of a Keras layer: each option that is asked for must be of its type, and none
 * that says something may be left over, so that nothing is dropped silently.
 */
final class KerasOptions {
  /** Options of any layer that say nothing about what it computes, or are read elsewhere. */
  private static final Set<String> GENERAL =
      Set.of(
          "name",
          "trainable",
          "dtype",
          "batch_shape",
          "batch_input_shape",
          "input_shape",
          "input_dtype",
          "input_dim",
          "seed",
          "quantization_config",
          "autocast");

  private final String where;
  private final Map<?, ?> values;
  private final Set<Object> read = new HashSet<>(GENERAL);

  /** Options of a layer that messages call so. */
  KerasOptions(String where, Map<?, ?> values) {
    this.where = where;
    this.values = values;
  }

  Refusal refuse(String problem) {
    return new Refusal(where + " " + problem);
  }

  private Refusal wrong(String name, String expected) {
    return refuse(
        "has " + ForeignText.brief(values.get(name)) + " for '" + name + "', not " + expected);
  }

  /** Whether the option is there and says something: not null. */
  boolean has(String name) {
    read.add(name);
    return values.get(name) != null;
  }

  Object value(String name) {
    read.add(name);
    return values.get(name);
  }

  int integer(String name) {
    if (value(name) instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    if (values.get(name) instanceof Double number && number == number.intValue()) {
      return number.intValue();
    }
    throw wrong(name, "a whole number");
  }

  int integer(String name, int byDefault) {
    return has(name) ? integer(name) : byDefault;
  }

  double number(String name, double byDefault) {
    if (!has(name)) {
      return byDefault;
    }
    if (values.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    if (values.get(name) instanceof Map<?, ?> array // Keras 2 writes NumPy's numbers so
        && array.get("value") instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name, "a number");
  }

  boolean flag(String name, boolean byDefault) {
    if (!has(name)) {
      return byDefault;
    }
    if (values.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false");
  }

  String text(String name, String byDefault) {
    if (!has(name)) {
      return byDefault;
    }
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  /** Height and width: one number for both, or two. */
  int[] pair(String name, int byDefault) {
    if (!has(name)) {
      return new int[] {byDefault, byDefault};
    }
    if (values.get(name) instanceof Long) {
      int both = integer(name);
      return new int[] {both, both};
    }
    int[] two = integers(name);
    if (two.length != 2) {
      throw wrong(name, "one number or two");
    }
    return two;
  }

  int[] integers(String name) {
    if (value(name) instanceof Long) {
      return new int[] {integer(name)};
    }
    if (!(values.get(name) instanceof List<?> list)
        || !list.stream()
            .allMatch(item -> item instanceof Long number && number == number.intValue())) {
      throw wrong(name, "whole numbers");
    }
    return list.stream().mapToInt(item -> ((Long) item).intValue()).toArray();
  }

  /** Margins of an image: one number, two, or two for each side: top, bottom, left, right. */
  int[] margins(String name) {
    if (value(name) instanceof List<?> sides
        && sides.size() == 2
        && sides.get(0) instanceof List<?> rows
        && sides.get(1) instanceof List<?> columns) {
      int[] top = pairOf(name, rows);
      int[] left = pairOf(name, columns);
      return new int[] {top[0], top[1], left[0], left[1]};
    }
    int[] pair = pair(name, 0);
    return new int[] {pair[0], pair[0], pair[1], pair[1]};
  }

  private int[] pairOf(String name, List<?> list) {
    if (list.size() != 2
        || !list.stream()
            .allMatch(item -> item instanceof Long number && number == number.intValue())) {
      throw wrong(name, "margins");
    }
    return list.stream().mapToInt(item -> ((Long) item).intValue()).toArray();
  }

  /** An option that may have but this value, where it is there at all. */
  void require(String name, Object... allowed) {
    Object value = value(name);
    if (value != null && !Arrays.asList(allowed).contains(value)) {
      throw refuse(
          "has "
              + ForeignText.brief(value)
              + " for '"
              + name
              + "', which Limpid does not have; it has "
              + ForeignText.brief(allowed[0]));
    }
  }

  /** Whether images are {@code [C, H, W]}. */
  boolean channelsFirst() {
    String format = text("data_format", "channels_last");
    if (!format.equals("channels_last") && !format.equals("channels_first")) {
      throw wrong("data_format", "channels_last or channels_first");
    }
    return format.equals("channels_first");
  }

  /** Marks options as of no meaning for what the layer computes. */
  void ignore(String... names) {
    read.addAll(List.of(names));
  }

  /** Fails if there is an option that says something and that nobody has asked for. */
  void requireAllRead() {
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      String name = String.valueOf(entry.getKey());
      boolean ofTraining =
          name.endsWith("_initializer")
              || name.endsWith("_regularizer")
              || name.endsWith("_constraint");
      if (entry.getValue() != null
          && !Boolean.FALSE.equals(entry.getValue())
          && !ofTraining
          && !read.contains(name)) {
        throw refuse(
            "has the option "
                + ForeignText.quoted(name)
                + " = "
                + ForeignText.brief(entry.getValue())
                + ", which is not known");
      }
    }
  }
}
