package dev.limpid.bench;

import dev.limpid.core.Rng;

/** Arrays to compute with. */
final class RandomArrays {
  private RandomArrays() {}

  /** Normal random numbers. */
  static float[] normal(int size, Rng rng) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }
}
