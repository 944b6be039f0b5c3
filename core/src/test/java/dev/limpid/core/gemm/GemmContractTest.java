package dev.limpid.core.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every matrix product that can be used here keeps to. */
class GemmContractTest {
  private static final int CASES = 150;

  static Stream<Gemm> gemms() {
    return Kernels.available().stream().map(Kernels::gemm);
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void itAgreesWithTheFormulaInDouble(Gemm gemm) {
    for (int seed = 0; seed < CASES; seed++) {
      Product p = new Product(seed, false);
      float[] c = p.compute(gemm, Parallel.serial());
      double[] expected = p.oracle();
      double scale = 1e-3;
      double error = 0;
      for (int i = 0; i < c.length; i++) {
        if (Double.isNaN(expected[i])) {
          assertTrue(Float.isNaN(c[i]), p + ": wrote outside of C at " + i);
        } else {
          scale = Math.max(scale, Math.abs(expected[i]));
          double d = Math.abs(expected[i] - c[i]);
          error = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(error, d);
        }
      }
      assertTrue(error <= 1e-5 * scale, p + ": relative error " + error / scale);
    }
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void wholeNumbersGiveExactResults(Gemm gemm) {
    for (int seed = 1000; seed < 1000 + CASES; seed++) {
      Product p = new Product(seed, true);
      float[] c = p.compute(gemm, Parallel.serial());
      double[] expected = p.oracle();
      for (int i = 0; i < c.length; i++) {
        assertEquals((float) expected[i], c[i], 0f, p + " at " + i);
      }
    }
  }

  /** Small products, so that threads often begin at the same moment. */
  @ParameterizedTest
  @MethodSource("gemms")
  void productsOfThreadsOfTheirOwnAreRightAtTheSameTime(Gemm gemm) {
    int threads = 3;
    int side = 32;
    Rng rng = Rng.of(5);
    float[][] a = new float[threads][side * side];
    float[][] b = new float[threads][side * side];
    float[][] expected = new float[threads][side * side];
    float[][] c = new float[threads][side * side];
    for (int t = 0; t < threads; t++) {
      for (int i = 0; i < side * side; i++) {
        a[t][i] = rng.nextInt(9) - 4;
        b[t][i] = rng.nextInt(9) - 4;
      }
      square(gemm, side, a[t], b[t], expected[t]);
    }
    try (Parallel parallel = Parallel.of(threads)) {
      for (int round = 0; round < 3000; round++) {
        parallel.forEach(threads, t -> square(gemm, side, a[t], b[t], c[t]));
        for (int t = 0; t < threads; t++) {
          assertArrayEquals(expected[t], c[t], "round " + round + ", thread " + t);
        }
      }
    }
  }

  private static void square(Gemm gemm, int side, float[] a, float[] b, float[] c) {
    Matrix left = Matrix.of(a, side, side);
    Matrix right = Matrix.of(b, side, side);
    gemm.multiply(left, right, 0, Matrix.of(c, side, side), Parallel.serial());
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void theBitsDoNotDependOnTheNumberOfThreads(Gemm gemm) {
    for (int seed = 2000; seed < 2020; seed++) {
      Product p = new Product(seed, false);
      float[] expected = p.compute(gemm, Parallel.serial());
      for (int threads = 2; threads <= 3; threads++) {
        try (Parallel parallel = Parallel.of(threads)) {
          assertArrayEquals(
              expected, p.compute(gemm, parallel), p + " with " + threads + " threads");
        }
      }
    }
  }

  /** A tensor keeps the array of its largest batch: no bit may depend on where a matrix lies. */
  @ParameterizedTest
  @MethodSource("gemms")
  void theBitsDoNotDependOnWhatIsAroundAMatrix(Gemm gemm) {
    for (int seed = 4000; seed < 4000 + CASES; seed++) {
      Rng rng = Rng.of(seed);
      int m = 1 + rng.nextInt(seed % 10 == 0 ? 1300 : 60); // jblas takes 512 rows at once
      int n = 1 + rng.nextInt(60);
      int k = 1 + rng.nextInt(600);
      float beta = new float[] {0, 1, 0.5f}[rng.nextInt(3)];
      boolean transA = rng.nextInt(2) == 0;
      boolean transB = rng.nextInt(2) == 0;
      Matrix a = matrix(transA, fractions(m * k, rng), m, k);
      Matrix b = matrix(transB, fractions(k * n, rng), k, n);
      Matrix c = Matrix.of(fractions(m * n, rng), m, n);
      Matrix within = within(c, rng);
      String what = "seed " + seed + ": " + m + "x" + n + "x" + k + ", beta " + beta;
      gemm.multiply(within(a, rng), within(b, rng), beta, within, Parallel.serial());
      gemm.multiply(a, b, beta, c, Parallel.serial());
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float other = within.data()[within.offset() + i * within.rowStride() + j];
          assertEquals(c.data()[i * n + j], other, what);
        }
      }
    }
  }

  /** The same matrix in a longer array, with gaps between its rows or without. */
  private static Matrix within(Matrix exact, Rng rng) {
    int rows = exact.transposed() ? exact.columns() : exact.rows();
    int length = exact.transposed() ? exact.rows() : exact.columns();
    int offset = rng.nextInt(5);
    int stride = length + rng.nextInt(3);
    float[] data = fractions(offset + rows * stride + rng.nextInt(1000), rng);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(exact.data(), i * length, data, offset + i * stride, length);
    }
    return new Matrix(data, offset, stride, exact.rows(), exact.columns(), exact.transposed());
  }

  /** A few rows, a few columns, and depths around the ends of blocks. */
  @ParameterizedTest
  @MethodSource("gemms")
  void deepAndNarrowProductsOfWholeNumbersAreExactOnAnyNumberOfThreads(Gemm gemm) {
    Rng rng = Rng.of(1);
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        for (int k : new int[] {127, 128, 129, 1023, 1024, 1025, 2049}) {
          for (int m : new int[] {1, 3, 4, 5, 12, 97}) {
            checkWhole(gemm, m, 1 + rng.nextInt(70), k, rng, parallel);
          }
        }
      }
    }
  }

  /** Wide enough that each thread may take columns of its own. */
  @ParameterizedTest
  @MethodSource("gemms")
  void wideProductsAreExactOnAnyNumberOfThreads(Gemm gemm) {
    Rng rng = Rng.of(2);
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        for (int n : new int[] {511, 512, 785, 1037, 2100}) {
          for (int m : new int[] {1, 30, 201}) {
            checkWhole(gemm, m, n, 140, rng, parallel);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void theBitsOfWideProductsDoNotDependOnTheNumberOfThreads(Gemm gemm) {
    for (boolean transposed : new boolean[] {false, true}) {
      int m = 61;
      int n = 1037;
      int k = 300;
      Rng rng = Rng.of(3);
      Matrix a = matrix(transposed, fractions(m * k, rng), m, k);
      Matrix b = matrix(transposed, fractions(k * n, rng), k, n);
      float[] expected = new float[m * n];
      gemm.multiply(a, b, 0, Matrix.of(expected, m, n), Parallel.serial());
      for (int threads = 2; threads <= 4; threads++) {
        try (Parallel parallel = Parallel.of(threads)) {
          float[] c = new float[m * n];
          gemm.multiply(a, b, 0, Matrix.of(c, m, n), parallel);
          assertArrayEquals(expected, c, "transposed " + transposed + ", threads " + threads);
        }
      }
    }
  }

  private static Matrix matrix(boolean transposed, float[] data, int rows, int columns) {
    return transposed ? Matrix.of(data, columns, rows).transpose() : Matrix.of(data, rows, columns);
  }

  private static float[] fractions(int size, Rng rng) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = rng.nextFloat(-1, 1);
    }
    return values;
  }

  private static void checkWhole(Gemm gemm, int m, int n, int k, Rng rng, Parallel parallel) {
    boolean transA = rng.nextInt(2) == 0;
    boolean transB = rng.nextInt(2) == 0;
    float[] a = wholeNumbers(m * k, rng);
    float[] b = wholeNumbers(k * n, rng);
    float[] c = wholeNumbers(m * n, rng);
    float[] expected = c.clone();
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        float factor = a[transA ? p * m + i : i * k + p];
        for (int j = 0; j < n; j++) {
          expected[i * n + j] += factor * b[transB ? j * k + p : p * n + j];
        }
      }
    }
    gemm.multiply(
        matrix(transA, a, m, k), matrix(transB, b, k, n), 1, Matrix.of(c, m, n), parallel);
    assertArrayEquals(expected, c, m + "x" + n + "x" + k + " on " + parallel);
  }

  private static float[] wholeNumbers(int size, Rng rng) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = rng.nextInt(7) - 3;
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("gemms")
  void sizesThatDoNotFitAreRefusedBeforeAnythingIsWritten(Gemm gemm) {
    Matrix a = Matrix.of(new float[6], 2, 3);
    Matrix b = Matrix.of(new float[6], 3, 2);
    float[] c = {9, 9, 9, 9};
    refused(gemm, a, a, Matrix.of(c, 2, 2));
    refused(gemm, a.transpose(), b, Matrix.of(c, 2, 2));
    refused(gemm, a, b, Matrix.of(c, 1, 2));
    refused(gemm, a, b, Matrix.of(c, 2, 1));
    refused(gemm, a, b, Matrix.of(c, 2, 2).transpose());
    assertArrayEquals(new float[] {9, 9, 9, 9}, c);
  }

  private static void refused(Gemm gemm, Matrix a, Matrix b, Matrix c) {
    assertThrows(
        IllegalArgumentException.class, () -> gemm.multiply(a, b, 0, c, Parallel.serial()));
  }

  /** A product of random sizes with room around its matrices. NaN marks what must not be used. */
  private static final class Product {
    final int seed;
    final boolean transA;
    final boolean transB;
    final int m;
    final int n;
    final int k;
    final int aOffset;
    final int bOffset;
    final int cOffset;
    final int lda;
    final int ldb;
    final int ldc;
    final float beta;
    final float[] a;
    final float[] b;
    final float[] c;

    Product(int seed, boolean whole) {
      Rng rng = Rng.of(seed);
      this.seed = seed;
      boolean large = rng.nextInt(8) == 0;
      transA = rng.nextInt(2) == 0;
      transB = rng.nextInt(2) == 0;
      m = rng.nextInt(large ? 300 : 40);
      n = rng.nextInt(large ? 600 : 70);
      k = rng.nextInt(large ? 600 : 50);
      boolean packed = rng.nextInt(3) == 0; // fills its arrays exactly
      aOffset = packed ? 0 : rng.nextInt(5);
      bOffset = packed ? 0 : rng.nextInt(5);
      cOffset = packed ? 0 : rng.nextInt(5);
      lda = (transA ? m : k) + (packed ? 0 : rng.nextInt(4));
      ldb = (transB ? k : n) + (packed ? 0 : rng.nextInt(4));
      ldc = n + (packed ? 0 : rng.nextInt(4));
      beta = new float[] {0, 1, 0.5f}[rng.nextInt(3)];
      int room = packed ? 0 : 3;
      a = matrix(rng, transA ? k : m, transA ? m : k, aOffset, lda, room, whole);
      b = matrix(rng, transB ? n : k, transB ? k : n, bOffset, ldb, room, whole);
      c = matrix(rng, m, n, cOffset, ldc, room, whole);
      if (beta == 0) {
        Arrays.fill(c, Float.NaN);
      }
    }

    private static float[] matrix(
        Rng rng, int rows, int columns, int offset, int stride, int room, boolean whole) {
      float[] data = new float[offset + rows * stride + room];
      Arrays.fill(data, Float.NaN);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          // even numbers, so that half of one is whole too
          data[offset + i * stride + j] = whole ? 2 * (rng.nextInt(17) - 8) : rng.nextFloat(-1, 1);
        }
      }
      return data;
    }

    float[] compute(Gemm gemm, Parallel parallel) {
      float[] result = c.clone();
      gemm.multiply(
          new Matrix(a.clone(), aOffset, lda, m, k, transA),
          new Matrix(b.clone(), bOffset, ldb, k, n, transB),
          beta,
          Matrix.of(result, cOffset, ldc, m, n),
          parallel);
      return result;
    }

    /** The whole array of C; NaN where nothing may be written. */
    double[] oracle() {
      double[] expected = new double[c.length];
      for (int i = 0; i < c.length; i++) {
        expected[i] = c[i];
      }
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          int at = cOffset + i * ldc + j;
          double sum = beta == 0 ? 0 : beta * (double) c[at];
          for (int p = 0; p < k; p++) {
            sum +=
                (double) a[transA ? aOffset + p * lda + i : aOffset + i * lda + p]
                    * b[transB ? bOffset + j * ldb + p : bOffset + p * ldb + j];
          }
          expected[at] = sum;
        }
      }
      return expected;
    }

    @Override
    public String toString() {
      return "seed "
          + seed
          + ": "
          + m
          + "x"
          + n
          + "x"
          + k
          + (transA ? " A'" : " A")
          + (transB ? " B'" : " B")
          + " beta "
          + beta;
    }
  }
}
