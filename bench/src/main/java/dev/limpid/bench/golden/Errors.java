package dev.limpid.bench.golden;

import dev.limpid.core.Tensor;

/**
 * The largest error of a case, relative to the scale of the reference: {@code max |a - b| / max(max
 * |b|, 1e-3)} for each tensor, b the reference.
 */
final class Errors {
  private static final double SMALLEST_SCALE = 1e-3;

  private double largest;
  private String where = "nothing compared";

  void compare(String name, Tensor expected, Tensor actual) {
    if (expected.size() != actual.size()) {
      throw new IllegalArgumentException(
          name + " has the shape " + actual.shape() + " instead of " + expected.shape());
    }
    compare(name, expected.data(), actual.data(), expected.size());
  }

  void compare(String name, float[] expected, float[] actual, int size) {
    double scale = SMALLEST_SCALE;
    double difference = 0;
    for (int i = 0; i < size; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      double d = Math.abs((double) expected[i] - actual[i]);
      difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
    }
    double error = difference / scale;
    if (error >= largest) {
      largest = error;
      where = name;
    }
  }

  double largest() {
    return largest;
  }

  /** The tensor with the largest error. */
  String where() {
    return where;
  }
}
