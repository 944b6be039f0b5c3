package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Rng;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reads the matrices of the factored transforms, and holds them to the identity that they serve.
 */
class WinogradTransformTest {
  private static final int TAPS = 3;

  @BeforeEach
  void onlyWithTheVectorApi() {
    AssumedKernels.vector();
  }

  private static List<WinogradTransform> transforms() {
    return List.of(
        Winograd2.TRANSFORM,
        Winograd3.TRANSFORM,
        Winograd4.TRANSFORM,
        Winograd5.TRANSFORM,
        Winograd6.TRANSFORM);
  }

  @Test
  void minimalFilteringGivesTheResultsOfTheFilter() {
    for (WinogradTransform transform : transforms()) {
      int size = transform.size();
      double[][] input = matrix(transform.input(), size, size);
      double[][] kernel = matrix(transform.kernel(), TAPS, size);
      double[][] output = matrix(transform.output(), size, transform.outputs());
      Rng rng = Rng.of(7);
      for (int round = 0; round < 20; round++) {
        double[] d = doubles(size, rng);
        double[] g = doubles(TAPS, rng);
        double[] m = new double[size];
        double[] v = times(input, d);
        double[] u = times(kernel, g);
        for (int e = 0; e < size; e++) {
          m[e] = u[e] * v[e];
        }
        double[] y = times(output, m);
        for (int i = 0; i < y.length; i++) {
          double expected = g[0] * d[i] + g[1] * d[i + 1] + g[2] * d[i + 2];
          assertEquals(expected, y[i], 2e-6, "F(" + transform.outputs() + ", 3), round " + round);
        }
      }
    }
  }

  @Test
  void adjointsAreTransposes() {
    for (WinogradTransform transform : transforms()) {
      int size = transform.size();
      int outputs = transform.outputs();
      double[][] kernel = matrix(transform.kernel(), TAPS, size);
      double[][] kernelAdjoint = matrix(transform.kernelAdjoint(), size, TAPS);
      double[][] output = matrix(transform.output(), size, outputs);
      double[][] outputAdjoint = matrix(transform.outputAdjoint(), outputs, size);
      for (int i = 0; i < size; i++) {
        assertArrayEquals(column(kernelAdjoint, i), kernel[i], 1e-7, "F(" + outputs + ", 3) G");
        assertArrayEquals(column(output, i), outputAdjoint[i], 1e-7, "F(" + outputs + ", 3) A");
      }
    }
  }

  /** Those of docs/KERNELS.md. */
  @Test
  void theMatricesOfTilesOf4x4AreThoseThatAreWrittenDown() {
    double[][] input = {
      {81 / 64., 0, -45 / 16., 0, 1, 0},
      {0, -27 / 16., -9 / 4., 3 / 4., 1, 0},
      {0, 27 / 16., -9 / 4., -3 / 4., 1, 0},
      {0, -27 / 32., -9 / 16., 3 / 2., 1, 0},
      {0, 27 / 32., -9 / 16., -3 / 2., 1, 0},
      {0, 81 / 64., 0, -45 / 16., 0, 1}
    };
    double[][] kernel = {
      {64 / 81., 0, 0},
      {-128 / 243., -96 / 243., -72 / 243.},
      {-128 / 243., 96 / 243., -72 / 243.},
      {32 / 243., 48 / 243., 72 / 243.},
      {32 / 243., -48 / 243., 72 / 243.},
      {0, 0, 1}
    };
    double[][] output = {
      {1, 1, 1, 1, 1, 0},
      {0, 3 / 4., -3 / 4., 3 / 2., -3 / 2., 0},
      {0, 9 / 16., 9 / 16., 9 / 4., 9 / 4., 0},
      {0, 27 / 64., -27 / 64., 27 / 8., -27 / 8., 1}
    };
    assertClose(input, matrix(Winograd4.TRANSFORM.input(), 6, 6));
    assertClose(kernel, matrix(Winograd4.TRANSFORM.kernel(), 3, 6));
    assertClose(output, matrix(Winograd4.TRANSFORM.output(), 6, 4));
  }

  private static void assertClose(double[][] expected, double[][] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], actual[i], 1e-7, "row " + i);
    }
  }

  private static double[] doubles(int size, Rng rng) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = rng.nextGaussian();
    }
    return values;
  }

  /** What a transform makes of unit vectors: the columns of its matrix. */
  private static double[][] matrix(SpanTransform transform, int inputs, int outputs) {
    int lanes = VectorKernels.vectorBits() / Float.SIZE;
    double[][] matrix = new double[outputs][inputs];
    for (int j = 0; j < inputs; j++) {
      float[] source = new float[inputs * lanes];
      float[] target = new float[outputs * lanes];
      source[j * lanes] = 1;
      Spans.once(lanes, lanes, lanes).transform(transform, source, 0, target, 0);
      for (int i = 0; i < outputs; i++) {
        matrix[i][j] = target[i * lanes];
      }
    }
    return matrix;
  }

  private static double[] times(double[][] matrix, double[] x) {
    double[] result = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < x.length; j++) {
        result[i] += matrix[i][j] * x[j];
      }
    }
    return result;
  }

  private static double[] column(double[][] matrix, int column) {
    double[] values = new double[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      values[i] = matrix[i][column];
    }
    return values;
  }
}
