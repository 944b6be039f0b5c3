package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** Left to right, or top to bottom, for half of the images. */
record RandomFlip(boolean vertical) implements Augmentation {
  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    Pixels.requireImage(shape);
    if (rng.nextInt(2) == 0) {
      return;
    }
    int row = shape.dim(1) * shape.dim(2);
    if (vertical) {
      reverse(values, offset, shape.size(), row);
      return;
    }
    for (int start = offset; start < offset + shape.size(); start += row) {
      reverse(values, start, row, shape.dim(2));
    }
  }

  /** Turns the order of parts around. */
  private static void reverse(float[] values, int from, int length, int part) {
    int left = from;
    int right = from + length - part;
    for (; left < right; left += part, right -= part) {
      for (int i = 0; i < part; i++) {
        float swapped = values[left + i];
        values[left + i] = values[right + i];
        values[right + i] = swapped;
      }
    }
  }
}
