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
    if (!whole && beta != 0) { // added by the library, so that a longer array gives the same bits
      copy(c, exactC, m, n);
    }
    Matrix exactA = exact(Slot.NATIVE_A, a);
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
        beta,
        exactC,
        n);
    if (!whole) {
      for (int i = 0; i < m; i++) {
        System.arraycopy(exactC, i * n, c.data(), c.offset() + i * c.rowStride(), n);
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
    copy(matrix, copy, rows, length);
    return new Matrix(copy, 0, length, matrix.rows(), matrix.columns(), matrix.transposed());
  }

  /** Copies the stored rows of a matrix, without the gaps between them. */
  private static void copy(Matrix from, float[] to, int rows, int length) {
    for (int i = 0; i < rows; i++) {
      int row = from.offset() + i * from.rowStride();
      System.arraycopy(from.data(), row, to, i * length, length);
    }
  }
}
