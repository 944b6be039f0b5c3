package dev.limpid.core.gemm;

import dev.limpid.core.Parallel;

/**
 * The matrix product of BLAS, {@code C = op(A) op(B) + beta C}, for row-major float32.
 *
 * <p>{@code op} leaves a matrix as it is or transposes it. Element {@code (i, j)} of a matrix that
 * starts at {@code offset} with row stride {@code ld} ("leading dimension") is {@code data[offset +
 * i * ld + j]}.
 *
 * <p>Every implementation gives the same bits for the same arguments, whatever the number of
 * threads; different implementations differ by rounding.
 */
public interface Gemm {
  /** The short name by which it can be asked for: {@code vector}, {@code jblas}, {@code java}. */
  String name();

  /**
   * Computes {@code C = op(A) op(B) + beta C}. {@code C} must not overlap {@code A} or {@code B}.
   *
   * @param transA whether {@code a} holds the transpose of A, {@code k x m}
   * @param transB whether {@code b} holds the transpose of B, {@code n x k}
   * @param m rows of C
   * @param n columns of C
   * @param k columns of op(A), rows of op(B); with 0 the product is 0
   * @param a not modified
   * @param aOffset where A starts
   * @param lda row stride of {@code a} as stored
   * @param b not modified
   * @param bOffset where B starts
   * @param ldb row stride of {@code b} as stored
   * @param beta factor of the old C; with 0 the old values are not read, not even a NaN
   * @param c modified
   * @param cOffset where C starts
   * @param ldc row stride of {@code c}
   * @param parallel the threads to use; {@link Parallel#serial()} stays on the caller's
   * @throws IllegalArgumentException if a size is negative or an array too short; nothing is
   *     computed then
   */
  void multiply(
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
      Parallel parallel);

  /** {@link #multiply} of densely packed matrices that fill their arrays from the start. */
  default void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      float[] b,
      float beta,
      float[] c,
      Parallel parallel) {
    multiply(
        transA,
        transB,
        m,
        n,
        k,
        a,
        0,
        transA ? m : k,
        b,
        0,
        transB ? k : n,
        beta,
        c,
        0,
        n,
        parallel);
  }
}
