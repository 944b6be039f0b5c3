package dev.limpid.core.gemm;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;

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
  static final Gemm INSTANCE = new JblasGemm();

  /** Rows of C that one call computes, where several threads share a product. */
  private static final int ROWS = 512;

  private static final JblasCopies COPIES = new JblasCopies();

  private JblasGemm() {}

  @Override
  public String name() {
    return "jblas";
  }

  @Override
  public void multiply(Matrix a, Matrix b, float beta, Matrix c, Parallel parallel) {
    Gemm.check(a, b, c);
    if (c.rows() == 0 || c.columns() == 0) {
      return;
    }
    Matrix exactB = exact(Slot.NATIVE_B, b);
    parallel.forRange(
        c.rows(),
        ROWS,
        (from, to) -> multiplyRows(a.rows(from, to), exactB, beta, c.rows(from, to)));
  }

  private static void multiplyRows(Matrix a, Matrix b, float beta, Matrix c) {
    int m = c.rows();
    int n = c.columns();
    int k = b.rows();
    if (k == 0) {
      c.scale(beta);
      return;
    }
    boolean whole = c.fillsItsArray();
    float[] exactC = whole ? c.data() : Scratch.current().exactly(Slot.NATIVE_C, m * n);
    Matrix exactA = exact(Slot.NATIVE_A, a);
    // The old C takes part only where the arrays are the same: else it is added below.
    COPIES.sgemm(
        b.transposed() ? 'T' : 'N',
        a.transposed() ? 'T' : 'N',
        n,
        m,
        k,
        b.data(),
        b.rowStride(),
        exactA.data(),
        exactA.rowStride(),
        whole ? beta : 0,
        exactC,
        n);
    if (!whole) {
      addTo(c, beta, exactC);
    }
  }

  private static void addTo(Matrix c, float beta, float[] product) {
    int n = c.columns();
    for (int i = 0; i < c.rows(); i++) {
      int row = c.offset() + i * c.rowStride();
      if (beta == 0) {
        System.arraycopy(product, i * n, c.data(), row, n);
      } else {
        for (int j = 0; j < n; j++) {
          c.data()[row + j] = beta * c.data()[row + j] + product[i * n + j];
        }
      }
    }
  }

  /** The matrix in an array of exactly its size: its own, or a copy. */
  private static Matrix exact(Slot slot, Matrix matrix) {
    if (matrix.rows() == 0 || matrix.columns() == 0 || matrix.fillsItsArray()) {
      return matrix;
    }
    int rows = matrix.transposed() ? matrix.columns() : matrix.rows();
    int length = matrix.transposed() ? matrix.rows() : matrix.columns();
    float[] copy = Scratch.current().exactly(slot, rows * length);
    for (int i = 0; i < rows; i++) {
      int from = matrix.offset() + i * matrix.rowStride();
      System.arraycopy(matrix.data(), from, copy, i * length, length);
    }
    return new Matrix(copy, 0, length, matrix.rows(), matrix.columns(), matrix.transposed());
  }
}
