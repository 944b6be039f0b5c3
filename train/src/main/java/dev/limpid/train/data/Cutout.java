package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** A square of the mean colour somewhere in the image. */
record Cutout(double side) implements Augmentation {
  Cutout {
    Pixels.requireRange("the side of the cutout", side, 0, 1);
  }

  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    Pixels.requireImage(shape);
    int height = shape.dim(0);
    int width = shape.dim(1);
    int pixels = (int) Math.round(side * Math.min(height, width));
    int top = rng.nextInt(height) - pixels / 2;
    int left = rng.nextInt(width) - pixels / 2;
    int bottom = Math.min(height, top + pixels);
    int right = Math.min(width, left + pixels);
    int channels = shape.dim(2);
    for (int c = 0; c < channels; c++) {
      float mean = mean(values, offset + c, shape);
      for (int y = Math.max(0, top); y < bottom; y++) {
        for (int x = Math.max(0, left); x < right; x++) {
          values[offset + (y * width + x) * channels + c] = mean;
        }
      }
    }
  }

  private static float mean(float[] values, int from, Shape shape) {
    int pixels = shape.dim(0) * shape.dim(1);
    double sum = 0;
    for (int i = 0; i < pixels; i++) {
      sum += values[from + i * shape.dim(2)];
    }
    return (float) (sum / pixels);
  }
}
