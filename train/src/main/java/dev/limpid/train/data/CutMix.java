package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** A rectangle of the other image, at its place. */
record CutMix(double alpha) implements Mixing {
  CutMix {
    Mixing.requireAlpha(alpha);
  }

  @Override
  public double mix(float[] values, int offset, float[] other, Shape shape, Rng rng) {
    Pixels.requireImage(shape);
    int height = shape.dim(0);
    int width = shape.dim(1);
    double half = Math.sqrt(1 - Mixing.beta(alpha, rng)) / 2;
    int down = (int) (half * height);
    int across = (int) (half * width);
    int y = rng.nextInt(height);
    int x = rng.nextInt(width);
    int top = Math.max(0, y - down);
    int bottom = Math.min(height, y + down);
    int left = Math.max(0, x - across);
    int right = Math.min(width, x + across);
    int channels = shape.dim(2);
    for (int row = top; row < bottom && values != null; row++) {
      int from = (row * width + left) * channels;
      System.arraycopy(other, from, values, offset + from, (right - left) * channels);
    }
    return 1 - (double) (bottom - top) * (right - left) / (height * width);
  }
}
