package dev.limpid.core.gemm;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import java.util.Arrays;

/**
 * The matrix product by the native BLAS that jblas carries.
 *
 * <p>Each call from Java copies the whole of all three arrays in, and the whole of C back. So every
 * call here owns arrays of exactly the size of its matrices: two threads that wrote parts of one C
 * would lose results, and a small product in a large array would cost the large array; and each
 * thread has a {@linkplain JblasCopies copy} of the library, which is made for one. What does not
 * fill its array exactly is copied first. All arguments are checked in Java, because the error path
 * of the library is not safe for threads.
 *
 * <p>BLAS has column-major matrices. A row-major matrix is the transpose of a column-major one, and
 * {@code C' = B' A'}: the operands change places.
 */
final class JblasGemm implements Gemm {
  /** Rows of C that one call computes, where several threads share a product. */
  private static final int ROWS = 512;

  private static final JblasCopies COPIES = new JblasCopies();

  @Override
  public String name() {
    return "jblas";
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
    float[] exactB = exact(Slot.NATIVE_B, b, bOffset, ldb, transB ? n : k, transB ? k : n);
    parallel.forRange(
        m,
        ROWS,
        (from, to) ->
            multiplyRows(
                transA,
                transB,
                to - from,
                n,
                k,
                a,
                transA ? aOffset + from : aOffset + from * lda,
                lda,
                exactB,
                beta,
                c,
                cOffset + from * ldc,
                ldc));
  }

  private static void multiplyRows(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    boolean whole = fills(c, cOffset, ldc, m, n);
    float[] exactC = whole ? c : Scratch.current().exactly(Slot.NATIVE_C, m * n);
    if (k > 0) {
      float[] exactA = exact(Slot.NATIVE_A, a, aOffset, lda, transA ? k : m, transA ? m : k);
      // The old C takes part only where the arrays are the same: else it is added below.
      COPIES.sgemm(
          transB ? 'T' : 'N',
          transA ? 'T' : 'N',
          n,
          m,
          k,
          b,
          transB ? k : n,
          exactA,
          transA ? m : k,
          whole ? beta : 0,
          exactC,
          n);
    } else if (!whole || beta == 0) {
      Arrays.fill(exactC, 0, m * n, 0);
    } else {
      scale(exactC, beta, m * n);
    }
    if (!whole) {
      addTo(c, cOffset, ldc, beta, exactC, m, n);
    }
  }

  private static void scale(float[] c, float beta, int size) {
    for (int i = 0; i < size; i++) {
      c[i] *= beta;
    }
  }

  private static void addTo(
      float[] c, int offset, int ldc, float beta, float[] product, int m, int n) {
    for (int i = 0; i < m; i++) {
      int row = offset + i * ldc;
      if (beta == 0) {
        System.arraycopy(product, i * n, c, row, n);
      } else {
        for (int j = 0; j < n; j++) {
          c[row + j] = beta * c[row + j] + product[i * n + j];
        }
      }
    }
  }

  private static boolean fills(float[] data, int offset, int stride, int rows, int columns) {
    return offset == 0 && stride == columns && data.length == rows * columns;
  }

  /** The matrix in an array of exactly its size: its own, or a copy. */
  private static float[] exact(
      Slot slot, float[] data, int offset, int stride, int rows, int columns) {
    if (rows == 0 || columns == 0 || fills(data, offset, stride, rows, columns)) {
      return data;
    }
    float[] copy = Scratch.current().exactly(slot, rows * columns);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(data, offset + i * stride, copy, i * columns, columns);
    }
    return copy;
  }
}
