package dev.limpid.bench;

import dev.limpid.core.Rng;
import dev.limpid.core.gemm.Matrix;

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

  /** A dense matrix of such numbers. */
  static Matrix matrix(int rows, int columns, Rng rng) {
    return Matrix.of(normal(rows * columns, rng), rows, columns);
  }
}
