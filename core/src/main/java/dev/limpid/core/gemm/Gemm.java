package dev.limpid.core.gemm;

import dev.limpid.core.Parallel;

/**
 * The matrix product of BLAS, {@code C = A B + beta C}, in float32. Operands may be transposed.
 *
 * <p>Every implementation gives the same bits for the same arguments, whatever the number of
 * threads; different implementations differ by rounding.
 */
public interface Gemm {
  /** The short name by which it can be asked for: {@code vector}, {@code jblas}, {@code java}. */
  String name();

  /**
   * Computes {@code C = A B + beta C}. {@code C} must not overlap {@code A} or {@code B}.
   *
   * @param a {@code m x k}, not modified
   * @param b {@code k x n}, not modified; with {@code k} of 0 the product is 0
   * @param beta factor of the old C; with 0 the old values are not read, not even a NaN
   * @param c {@code m x n}, not transposed; modified
   * @param parallel the threads to use; {@link Parallel#serial()} stays on the caller's
   * @throws IllegalArgumentException if the sizes don't fit each other; nothing is computed then
   */
  void multiply(Matrix a, Matrix b, float beta, Matrix c, Parallel parallel);

  /**
   * Checks that the sizes of a product fit each other.
   *
   * @throws IllegalArgumentException if they don't, or C is transposed
   */
  static void check(Matrix a, Matrix b, Matrix c) {
    if (a.rows() != c.rows() || b.columns() != c.columns() || a.columns() != b.rows()) {
      throw new IllegalArgumentException(
          "the product of " + a + " and " + b + " does not fit into " + c);
    }
    if (c.transposed()) {
      throw new IllegalArgumentException("the result of a product can't be transposed");
    }
  }

  /** The product in plain Java, which runs everywhere. */
  static Gemm plain() {
    return JavaGemm.INSTANCE;
  }
}
