package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** A normal number for each value. */
record GaussianNoise(double deviation) implements Augmentation {
  GaussianNoise {
    Pixels.requireRange("the noise's deviation", deviation, 0, Float.MAX_VALUE);
  }

  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    for (int i = offset; i < offset + shape.size(); i++) {
      values[i] = Pixels.clamp((float) (values[i] + deviation * rng.nextGaussian()));
    }
  }
}
