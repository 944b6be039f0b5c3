package dev.limpid.interop.onnx;

import java.util.Arrays;

/** Dimensions and axes by the rules of ONNX, which are those of NumPy. */
final class Dims {
  private Dims() {}

  /** A number that is not the size of the batch. */
  static long known(long value) {
    if (value == Importer.BATCH) {
      throw new IllegalArgumentException(
          "computes with the size of the batch; only shapes that begin with it are supported");
    }
    return value;
  }

  static int[] dims(long[] values) {
    int[] dims = new int[values.length];
    for (int i = 0; i < dims.length; i++) {
      if (known(values[i]) < 0 || values[i] > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("makes a dimension of " + values[i]);
      }
      dims[i] = (int) values[i];
    }
    return dims;
  }

  static int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw new IllegalArgumentException("has no axis " + axis + " of " + rank);
    }
    return (int) positive;
  }

  static int clamped(long index, int rank) {
    return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  }

  static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims[i];
    }
    return strides;
  }

  /** The common shape of two, as NumPy has it. */
  static int[] broadcast(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      int one = i < rank - a.length ? 1 : a[i - rank + a.length];
      int other = i < rank - b.length ? 1 : b[i - rank + b.length];
      if (one != other && one != 1 && other != 1) {
        throw new IllegalArgumentException(
            "combines the shapes " + Arrays.toString(a) + " and " + Arrays.toString(b));
      }
      dims[i] = one == 1 ? other : one;
    }
    return dims;
  }

  /** Dimensions with ones at some places; also for samples, by {@link Shapes}. */
  static int[] unsqueezed(int[] dims, long[] axes) {
    int rank = dims.length + axes.length;
    boolean[] isNew = new boolean[rank];
    for (long axis : axes) {
      isNew[axis(axis, rank)] = true;
    }
    int[] result = new int[rank];
    int next = 0;
    for (int i = 0; i < rank; i++) {
      result[i] = isNew[i] ? 1 : dims[next++];
    }
    return result;
  }

  /** The range of a Slice along one axis, as {@code {start, step, count}}. */
  static int[] sliced(long start, long end, long step, int size) {
    if (step == 0 || step == Long.MIN_VALUE) {
      throw new IllegalArgumentException("slices with the step " + step);
    }
    long from = start < 0 ? start + size : start;
    long to = end < 0 ? Math.max(end, Long.MIN_VALUE + size) + size : end;
    from = Math.max(step > 0 ? 0 : -1, Math.min(from, step > 0 ? size : size - 1L));
    to = Math.max(step > 0 ? 0 : -1, Math.min(to, size));
    long count = step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step;
    return new int[] {
      (int) from, (int) Math.max(-size, Math.min(size, step)), (int) Math.max(0, count)
    };
  }

  static final int MOST_VALUES = 1 << 20;

  static void requireFew(OnnxTensor tensor) {
    if (tensor.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "computes a constant of " + tensor.size() + " values; up to " + MOST_VALUES + " are");
    }
  }
}
