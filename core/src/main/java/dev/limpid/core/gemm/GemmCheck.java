package dev.limpid.core.gemm;

import dev.limpid.core.Parallel;
import java.util.Arrays;
import java.util.Optional;

/**
 * Small products of whole numbers by a native library, beside the plain ones, before it is trusted:
 * a library that was built wrongly for a processor computes other numbers, or none.
 */
final class GemmCheck {
  private static final int[][] SIZES = {
    {1, 1, 1}, {2, 2, 2}, {7, 5, 9}, {16, 32, 16}, {33, 18, 41}
  };

  private GemmCheck() {}

  /** What was wrong; empty if nothing was. */
  static Optional<String> fault(Gemm gemm) {
    for (int[] size : SIZES) {
      for (int form = 0; form < 8; form++) {
        boolean acrossA = (form & 1) != 0;
        boolean acrossB = (form & 2) != 0;
        float beta = (form & 4) != 0 ? 1 : 0;
        Optional<String> fault = fault(gemm, size[0], size[1], size[2], acrossA, acrossB, beta);
        if (fault.isPresent()) {
          return fault;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> fault(
      Gemm gemm, int m, int n, int k, boolean acrossA, boolean acrossB, float beta) {
    Matrix a = matrix(m, k, acrossA);
    Matrix b = matrix(k, n, acrossB);
    float[] right = new float[m * n];
    float[] c = new float[m * n];
    // With beta 0 what was in C is not read, not even what is no number.
    Arrays.fill(right, beta == 0 ? Float.NaN : 3);
    Arrays.fill(c, beta == 0 ? Float.NaN : 3);
    Gemm.plain().multiply(a, b, beta, Matrix.of(right, m, n), Parallel.serial());
    gemm.multiply(a, b, beta, Matrix.of(c, m, n), Parallel.serial());
    int at = Arrays.mismatch(right, c);
    return at < 0
        ? Optional.empty()
        : Optional.of(
            "its product of "
                + describe(m, k, acrossA)
                + " and "
                + describe(k, n, acrossB)
                + " was wrong, "
                + c[at]
                + " instead of "
                + right[at]
                + " in row "
                + at / n
                + ", column "
                + at % n);
  }

  /** Numbers from -5 to 5, so that every sum is exact. */
  private static Matrix matrix(int rows, int columns, boolean across) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 7 % 11 - 5;
    }
    return across ? Matrix.of(values, columns, rows).transpose() : Matrix.of(values, rows, columns);
  }

  private static String describe(int rows, int columns, boolean across) {
    return (across ? "a transposed " : "a ") + rows + "x" + columns + " matrix";
  }
}
