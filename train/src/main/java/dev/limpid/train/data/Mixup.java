package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** The weighted mean of two images. */
record Mixup(double alpha) implements Mixing {
  Mixup {
    Mixing.requireAlpha(alpha);
  }

  @Override
  public double mix(float[] values, int offset, float[] other, Shape shape, Rng rng) {
    double share = Mixing.beta(alpha, rng);
    if (values != null) {
      for (int i = 0; i < shape.size(); i++) {
        values[offset + i] = (float) (share * values[offset + i] + (1 - share) * other[i]);
      }
    }
    return share;
  }
}
