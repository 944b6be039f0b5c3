package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** Left to right, for half of the images. */
record RandomFlip() implements Augmentation {
  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    Pixels.requireImage(shape);
    if (rng.nextInt(2) == 0) {
      return;
    }
    int channels = shape.dim(2);
    int row = shape.dim(1) * channels;
    for (int start = offset; start < offset + shape.size(); start += row) {
      int left = start;
      int right = start + row - channels;
      for (; left < right; left += channels, right -= channels) {
        for (int c = 0; c < channels; c++) {
          float swapped = values[left + c];
          values[left + c] = values[right + c];
          values[right + c] = swapped;
        }
      }
    }
  }
}
