package dev.limpid.interop;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;

/** Images with channels first, as PyTorch has them, and with channels last. */
public final class Channels {
  private Channels() {}

  /** {@code [N,C,H,W]} as {@code [N,H,W,C]}; other shapes as they are. */
  public static Tensor last(Tensor x) {
    if (x.shape().rank() != 4) {
      return x;
    }
    int[] d = x.shape().toArray();
    return turned(x, d[0], d[1], d[2] * d[3], Shape.of(d[0], d[2], d[3], d[1]));
  }

  /** {@code [N,H,W,C]} as {@code [N,C,H,W]}; other shapes as they are. */
  public static Tensor first(Tensor x) {
    if (x.shape().rank() != 4) {
      return x;
    }
    int[] d = x.shape().toArray();
    return turned(x, d[0], d[1] * d[2], d[3], Shape.of(d[0], d[3], d[1], d[2]));
  }

  private static Tensor turned(Tensor x, int images, int rows, int columns, Shape shape) {
    Tensor y = Tensor.zeros(shape);
    for (int n = 0; n < images; n++) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          y.data()[(n * columns + j) * rows + i] = x.data()[(n * rows + i) * columns + j];
        }
      }
    }
    return y;
  }

  /** The largest difference, relative to the largest expected value. */
  public static double difference(Tensor expected, Tensor actual) {
    if (expected.size() != actual.size()) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.data()[i]));
      double one = Math.abs((double) expected.data()[i] - actual.data()[i]);
      difference = one <= difference ? difference : one; // NaN is a difference too
    }
    return difference == 0 ? 0 : difference / largest;
  }
}
