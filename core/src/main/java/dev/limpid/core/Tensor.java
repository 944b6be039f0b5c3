package dev.limpid.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * A dense, row-major array of float32 with a {@link Shape}.
 *
 * <p>The array is open on purpose: kernels are plain loops over {@link #data()}. It may be longer
 * than the shape needs, because buffers are kept and reshaped from batch to batch; only the first
 * {@link #size()} values belong to the tensor.
 */
public final class Tensor {
  private static final int SHOWN = 6;

  private Shape shape;
  private float[] data;

  private Tensor(Shape shape, float[] data) {
    this.shape = shape;
    this.data = data;
  }

  /** A tensor of zeros. */
  public static Tensor zeros(Shape shape) {
    return new Tensor(shape, new float[shape.size()]);
  }

  /** A tensor of zeros with these dimensions. */
  public static Tensor zeros(int... dims) {
    return zeros(Shape.of(dims));
  }

  /**
   * A tensor over an array, which is shared and not copied.
   *
   * @throws IllegalArgumentException if the array is shorter than the shape needs
   */
  public static Tensor of(Shape shape, float... data) {
    Objects.requireNonNull(shape, "shape");
    if (data.length < shape.size()) {
      throw new IllegalArgumentException(
          "shape "
              + shape
              + " needs "
              + shape.size()
              + " values, but the array has "
              + data.length);
    }
    return new Tensor(shape, data);
  }

  /** The current shape. */
  public Shape shape() {
    return shape;
  }

  /** The values, row-major; shared, and possibly longer than {@link #size()}. */
  public float[] data() {
    return data;
  }

  /** The number of values: the product of the dimensions. */
  public int size() {
    return shape.size();
  }

  /** The first dimension: how many samples a batch holds. */
  public int batchSize() {
    return shape.dim(0);
  }

  /**
   * Gives this tensor another shape and keeps the array where it is long enough; otherwise a new
   * one is allocated. The values are undefined afterwards.
   *
   * @return this tensor
   */
  public Tensor reshape(Shape newShape) {
    if (data.length < newShape.size()) {
      data = new float[newShape.size()];
    }
    shape = newShape;
    return this;
  }

  /**
   * Gives this tensor the shape of a batch of {@code n} samples, as {@link #reshape} does.
   * Allocates nothing when it has that shape already.
   *
   * @return this tensor
   */
  public Tensor reshapeToBatch(int n, Shape sample) {
    if (shape.rank() > 0 && shape.dim(0) == n && shape.isBatchOf(sample)) {
      return this;
    }
    return reshape(sample.batch(n));
  }

  /** A copy with an array of its own, of exactly the size needed. */
  public Tensor copy() {
    return new Tensor(shape, Arrays.copyOf(data, size()));
  }

  /** Sets every value. */
  public void fill(float value) {
    Arrays.fill(data, 0, size(), value);
  }

  /** Copies the values of a tensor of the same size into this one. */
  public void copyFrom(Tensor source) {
    if (source.size() != size()) {
      throw new IllegalArgumentException(
          "cannot copy a tensor of shape " + source.shape + " into one of shape " + shape);
    }
    System.arraycopy(source.data, 0, data, 0, size());
  }

  /** Whether every value is finite: no NaN and no infinity. */
  public boolean isFinite() {
    int size = size();
    for (int i = 0; i < size; i++) {
      if (!Float.isFinite(data[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Made for the debugger: shape, range, mean, how many values are NaN, and the first values, such
   * as {@code Tensor[2,3] min -1 mean 0.5 max 2 NaN 0 {-1, 0, 2, ...}}.
   */
  @Override
  public String toString() {
    int size = size();
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    double sum = 0;
    int nan = 0;
    for (int i = 0; i < size; i++) {
      float value = data[i];
      if (Float.isNaN(value)) {
        nan++;
      } else {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
      }
    }
    StringBuilder text = new StringBuilder("Tensor").append(shape);
    if (size > nan) {
      text.append(" min ").append(format(min));
      text.append(" mean ").append(format(sum / (size - nan)));
      text.append(" max ").append(format(max));
    }
    text.append(" NaN ").append(nan).append(" {");
    for (int i = 0; i < Math.min(size, SHOWN); i++) {
      text.append(i == 0 ? "" : ", ").append(format(data[i]));
    }
    return text.append(size > SHOWN ? ", ...}" : "}").toString();
  }

  private static String format(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }
}
