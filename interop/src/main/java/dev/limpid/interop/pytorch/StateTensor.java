package dev.limpid.interop.pytorch;

import dev.limpid.layers.json.ForeignText;
import java.util.Arrays;

/**
 * A tensor of a state dict: where in the file its values are, and in which order.
 *
 * @param name in the state dict, such as {@code features.0.weight}
 * @param type of the stored numbers
 * @param shape PyTorch's: {@code [out, in, height, width]} for the kernel of a convolution
 * @param strides from a value to the next along each dimension, in values
 * @param start byte of the file where its first value is
 * @param record which record of a zip file holds it; null where the file is none
 */
record StateTensor(
    String name, ElementType type, int[] shape, long[] strides, long start, String record) {

  /** How many values. */
  int size() {
    int size = 1;
    for (int dim : shape) {
      size *= dim;
    }
    return size;
  }

  /** The bytes from the first value to behind the last. */
  long extent() {
    if (size() == 0) {
      return 0;
    }
    long last = 0;
    for (int i = 0; i < shape.length; i++) {
      last += (shape[i] - 1L) * strides[i];
    }
    return (last + 1) * type.bytes();
  }

  /** Where value {@code i} in row-major order is, in values behind the first. */
  long place(int i) {
    long place = 0;
    int rest = i;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      place += rest % shape[axis] * strides[axis];
      rest /= shape[axis];
    }
    return place;
  }

  StateTensor named(String newName) {
    return new StateTensor(newName, type, shape, strides, start, record);
  }

  @Override
  public String toString() {
    return ForeignText.quoted(name) + " " + Arrays.toString(shape);
  }

  /** The strides of values one behind the other in row-major order. */
  static long[] rowMajor(int[] shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }
}
