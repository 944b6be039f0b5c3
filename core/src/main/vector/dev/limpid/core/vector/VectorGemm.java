package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.GemmChecks;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** The matrix product on the Vector API; {@link BlockedProduct} tells how. */
public final class VectorGemm implements Gemm {
  private final MicroKernel kernel = MicroKernel.best();

  /** The product with the tile that fits this machine's registers. */
  public VectorGemm() {}

  /** Bits of a vector of this machine. */
  public static int vectorBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc,
      Parallel parallel) {
    GemmChecks.check(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0 || (beta != 0 && beta != 1)) {
      scale(beta, m, n, c, cOffset, ldc);
    }
    if (k > 0) {
      new BlockedProduct(
              kernel, transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc)
          .compute(beta == 0, parallel);
    }
  }

  private static void scale(float beta, int m, int n, float[] c, int offset, int ldc) {
    if (beta == 1) {
      return;
    }
    for (int i = 0; i < m; i++) {
      int row = offset + i * ldc;
      if (beta == 0) {
        Arrays.fill(c, row, row + n, 0);
      } else {
        for (int j = row; j < row + n; j++) {
          c[j] *= beta;
        }
      }
    }
  }
}
