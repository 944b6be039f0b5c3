package dev.limpid.bench.golden;

import dev.limpid.core.Tensor;
import dev.limpid.layers.io.TensorFile;
import java.util.Arrays;
import java.util.Map;

/** One reference case: what its file holds, with errors that name what is missing. */
final class GoldenCase {
  private final Map<String, String> attributes;
  private final Map<String, Tensor> tensors;

  GoldenCase(TensorFile file) {
    this.attributes = file.metadata();
    this.tensors = file.tensors();
  }

  String kind() {
    return text("kind");
  }

  boolean has(String tensor) {
    return tensors.containsKey(tensor);
  }

  Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the case has no tensor '" + name + "'");
    }
    return tensor;
  }

  String text(String name) {
    String value = attributes.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the case has no attribute '" + name + "'");
    }
    return value;
  }

  String text(String name, String otherwise) {
    return attributes.getOrDefault(name, otherwise);
  }

  double number(String name, double otherwise) {
    return attributes.containsKey(name) ? parse(name, attributes.get(name)) : otherwise;
  }

  int integer(String name) {
    return (int) parse(name, text(name));
  }

  /** Two numbers, {@code height,width}; one stands for both. */
  int[] pair(String name, int otherwise) {
    int[] numbers = integers(name, Integer.toString(otherwise));
    if (numbers.length > 2 || numbers.length == 0) {
      throw new IllegalArgumentException(
          "the attribute '" + name + "' must be height,width, but is " + text(name));
    }
    return new int[] {numbers[0], numbers[numbers.length - 1]};
  }

  /** A list of whole numbers, separated by commas; may be empty. */
  int[] integers(String name, String otherwise) {
    return Arrays.stream(text(name, otherwise).split(","))
        .map(String::trim)
        .filter(number -> !number.isEmpty())
        .mapToInt(number -> (int) parse(name, number))
        .toArray();
  }

  int[] labels(String name) {
    Tensor values = tensor(name);
    int[] labels = new int[values.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Math.round(values.data()[i]);
    }
    return labels;
  }

  private static double parse(String name, String value) {
    try {
      return Double.parseDouble(value.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the attribute '" + name + "' must hold numbers, but is '" + value + "'", e);
    }
  }
}
