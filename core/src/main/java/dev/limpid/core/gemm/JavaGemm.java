package dev.limpid.core.gemm;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import java.util.Arrays;

/**
 * The matrix product in plain Java, for every JVM.
 *
 * <p>C is worked on in panels of rows. The inner loop adds a multiple of a row of B to a row of C,
 * which HotSpot turns into vector instructions; B is walked in blocks of rows that stay in cache. A
 * transposed operand is copied the right way round first.
 */
final class JavaGemm implements Gemm {
  private static final int ROWS = 64;
  private static final int DEPTH = 256;

  @Override
  public String name() {
    return "java";
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
    float[] rowsOfB = b;
    int startOfB = bOffset;
    int strideOfB = ldb;
    if (transB) {
      rowsOfB = Scratch.current().atLeast(Scratch.Slot.PACKED_B, k * n);
      transpose(b, bOffset, ldb, n, k, rowsOfB);
      startOfB = 0;
      strideOfB = n;
    }
    float[] bRows = rowsOfB;
    int bStart = startOfB;
    int bStride = strideOfB;
    parallel.forRange(
        m,
        ROWS,
        (from, to) -> {
          scale(beta, c, cOffset, ldc, from, to, n);
          for (int depth = 0; depth < k; depth += DEPTH) {
            int depthEnd = Math.min(depth + DEPTH, k);
            for (int i = from; i < to; i++) {
              for (int p = depth; p < depthEnd; p++) {
                float factor = transA ? a[aOffset + p * lda + i] : a[aOffset + i * lda + p];
                addMultiple(factor, bRows, bStart + p * bStride, c, cOffset + i * ldc, n);
              }
            }
          }
        });
  }

  private static void scale(float beta, float[] c, int offset, int ldc, int from, int to, int n) {
    for (int i = from; i < to; i++) {
      int row = offset + i * ldc;
      if (beta == 0) {
        Arrays.fill(c, row, row + n, 0);
      } else if (beta != 1) {
        for (int j = row; j < row + n; j++) {
          c[j] *= beta;
        }
      }
    }
  }

  /** {@code c[cRow + j] += factor * b[bRow + j]}; a loop of its own, so that it is vectorised. */
  private static void addMultiple(float factor, float[] b, int bRow, float[] c, int cRow, int n) {
    for (int j = 0; j < n; j++) {
      c[cRow + j] += factor * b[bRow + j];
    }
  }

  private static void transpose(
      float[] source, int offset, int stride, int rows, int columns, float[] target) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        target[j * rows + i] = source[offset + i * stride + j];
      }
    }
  }
}
