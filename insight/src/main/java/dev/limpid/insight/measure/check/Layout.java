package dev.limpid.insight.measure.check;

import dev.limpid.core.Shape;

/**
 * The layout of the values of a sample. What is no image of {@code [H,W,C]} is taken for a row of
 * pixels.
 *
 * @param image whether it is an image
 */
record Layout(int height, int width, int channels, boolean image) {
  static Layout of(Shape shape) {
    return shape.rank() == 3
        ? new Layout(shape.dim(0), shape.dim(1), shape.dim(2), true)
        : new Layout(1, shape.size(), 1, false);
  }

  int size() {
    return height * width * channels;
  }

  int pixels() {
    return height * width;
  }
}
