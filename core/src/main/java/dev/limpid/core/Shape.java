package dev.limpid.core;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The dimensions of a {@link Tensor}, outermost first; immutable.
 *
 * <p>Batches of activations are {@code [N, H, W, C]} or {@code [N, features]}; the shape of one
 * sample is the same without {@code N}. Convolution kernels are {@code [H, W, in / groups, out]},
 * dense kernels {@code [in, out]}.
 */
public final class Shape {
  private final int[] dims;
  private final int size;

  /**
   * What {@link #batch} gave last: tensors that take turns ask for the same shapes in every step. A
   * thread that does not see it makes an equal one.
   */
  private Shape batch;

  private Shape(int[] dims) {
    long size = 1;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "a dimension cannot be negative, but the shape is " + Arrays.toString(dims));
      }
      size *= dim;
      if (size > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "shape "
                + Arrays.toString(dims)
                + " has more elements than a Java array can hold; use smaller batches or images");
      }
    }
    this.dims = dims;
    this.size = (int) size;
  }

  /**
   * A shape of these dimensions.
   *
   * @throws IllegalArgumentException if one is negative or their product exceeds an array's limit
   */
  public static Shape of(int... dims) {
    return new Shape(dims.clone());
  }

  /** The number of dimensions. */
  public int rank() {
    return dims.length;
  }

  /** Dimension {@code axis}; negative axes count from the last, {@code dim(-1)} is the last. */
  public int dim(int axis) {
    return dims[axis < 0 ? dims.length + axis : axis];
  }

  /** The product of all dimensions; 1 for rank 0. */
  public int size() {
    return size;
  }

  /** The dimensions, as a copy. */
  public int[] toArray() {
    return dims.clone();
  }

  /** This shape, of one sample, as the shape of a batch of {@code n}: {@code n} is put in front. */
  public Shape batch(int n) {
    Shape last = batch;
    if (last != null && last.dims[0] == n) {
      return last;
    }
    int[] batched = new int[dims.length + 1];
    batched[0] = n;
    System.arraycopy(dims, 0, batched, 1, dims.length);
    Shape made = new Shape(batched);
    batch = made;
    return made;
  }

  /** This shape, of a batch, as the shape of one sample: the first dimension is dropped. */
  public Shape sample() {
    if (dims.length == 0) {
      throw new IllegalStateException("a shape of rank 0 has no batch dimension");
    }
    return new Shape(Arrays.copyOfRange(dims, 1, dims.length));
  }

  /** Whether this is the shape of a batch, of any size, of samples of shape {@code sample}. */
  public boolean isBatchOf(Shape sample) {
    if (dims.length != sample.dims.length + 1) {
      return false;
    }
    for (int axis = 0; axis < sample.dims.length; axis++) {
      if (dims[axis + 1] != sample.dims[axis]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dims, that.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  /** For example {@code [128,50,55,3]}. */
  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
