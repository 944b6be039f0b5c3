package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** Random brightness and contrast. */
record ColorJitter(double brightness, double contrast) implements Augmentation {
  ColorJitter {
    Pixels.requireRange("the brightness", brightness, 0, 1);
    Pixels.requireRange("the contrast", contrast, 0, 1);
  }

  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    double b = 1 + brightness * (2 * rng.nextDouble() - 1);
    double c = 1 + contrast * (2 * rng.nextDouble() - 1);
    double sum = 0;
    int end = offset + shape.size();
    for (int i = offset; i < end; i++) {
      sum += values[i];
    }
    // b * (m + c * (x - m)), as one line
    float gain = (float) (b * c);
    float bias = (float) (b * (1 - c) * sum / shape.size());
    for (int i = offset; i < end; i++) {
      values[i] = Pixels.clamp(gain * values[i] + bias);
    }
  }
}
