package dev.limpid.core.gemm;

/** The one check of a product's arguments, done before anything is computed. */
public final class GemmChecks {
  private GemmChecks() {}

  /**
   * Checks the arguments of {@link Gemm#multiply}.
   *
   * @throws IllegalArgumentException if a size is negative or an array too short
   */
  public static void check(
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
      float[] c,
      int cOffset,
      int ldc) {
    if (m < 0 || n < 0 || k < 0) {
      throw new IllegalArgumentException(
          "matrix sizes must not be negative: m=" + m + ", n=" + n + ", k=" + k);
    }
    matrix("A", transA ? k : m, transA ? m : k, a, aOffset, lda);
    matrix("B", transB ? n : k, transB ? k : n, b, bOffset, ldb);
    matrix("C", m, n, c, cOffset, ldc);
  }

  private static void matrix(
      String name, int rows, int columns, float[] data, int offset, int stride) {
    if (offset < 0 || stride < columns) {
      throw new IllegalArgumentException(
          name + ": offset " + offset + ", row stride " + stride + " for " + columns + " columns");
    }
    long needed = rows == 0 || columns == 0 ? 0 : offset + (rows - 1L) * stride + columns;
    if (needed > data.length) {
      throw new IllegalArgumentException(
          name
              + " of "
              + rows
              + "x"
              + columns
              + " needs an array of "
              + needed
              + " floats, not "
              + data.length);
    }
  }
}
