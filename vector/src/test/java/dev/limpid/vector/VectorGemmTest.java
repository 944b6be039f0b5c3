package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Matrix;
import org.junit.jupiter.api.Test;

class VectorGemmTest {
  /** Few rows times a large matrix that lies across, and the same matrix as it is multiplied. */
  @Test
  void aProductThatIsTakenTurnedHasTheSameBits() {
    Gemm gemm = AssumedKernels.vector().gemm();
    for (int seed = 0; seed < 60; seed++) {
      Rng rng = Rng.of(seed);
      int m = 8 + rng.nextInt(60);
      int k = 2 * m + rng.nextInt(300);
      int n = 90 + rng.nextInt(300);
      int stride = n + rng.nextInt(3);
      Matrix a = Matrix.of(random(rng, m * k), m, k);
      Matrix across = Matrix.of(random(rng, n * k), n, k).transpose();
      float[] turned = new float[k * n];
      for (int i = 0; i < k * n; i++) {
        turned[i] = across.data()[i % n * k + i / n];
      }
      float[] expected = random(rng, 7 + m * stride);
      float[] c = expected.clone();
      gemm.multiply(
          a, Matrix.of(turned, k, n), 0, Matrix.of(expected, 7, stride, m, n), Parallel.serial());
      try (Parallel parallel = Parallel.of(1 + seed % 3)) {
        gemm.multiply(a, across, 0, Matrix.of(c, 7, stride, m, n), parallel);
      }
      assertArrayEquals(expected, c, m + "x" + n + "x" + k + ", seed " + seed);
    }
  }

  private static float[] random(Rng rng, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = rng.nextFloat(-1, 1);
    }
    return values;
  }
}
