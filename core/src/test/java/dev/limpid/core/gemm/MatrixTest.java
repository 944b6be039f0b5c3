package dev.limpid.core.gemm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MatrixTest {
  @Test
  void whatDoesNotLieInItsArrayIsRefused() {
    float[] data = new float[6];
    refused(() -> Matrix.of(data, -1, 3));
    refused(() -> Matrix.of(new float[5], 2, 3));
    refused(() -> Matrix.of(data, 1, 3, 2, 3));
    refused(() -> Matrix.of(data, 0, 2, 2, 3));
    refused(() -> Matrix.of(data, -1, 3, 2, 2));
    refused(() -> new Matrix(data, 0, 3, 2, 3, true));
    refused(() -> Matrix.of(data, 1 << 20, 1 << 20));
  }

  private static void refused(Runnable making) {
    IllegalArgumentException problem = assertThrows(IllegalArgumentException.class, making::run);
    assertTrue(problem.getMessage().startsWith("a matrix") || problem.getMessage().contains("-1"));
  }

  @Test
  void nothingIsNeededForNoElements() {
    assertEquals(0, Matrix.of(new float[0], 0, 7).rows());
    assertEquals(0, Matrix.of(new float[0], 7, 0).columns());
  }

  @Test
  void partsOfATransposeAreTheTransposesOfParts() {
    Matrix matrix = Matrix.of(new float[20], 1, 4, 3, 4);
    Matrix transpose = matrix.transpose();
    assertEquals(matrix.rows(1, 3), transpose.columns(1, 3).transpose());
    assertEquals(matrix.columns(1, 4), transpose.rows(1, 4).transpose());
    assertEquals(5, matrix.rows(1, 3).offset());
    assertEquals(2, matrix.columns(1, 4).offset());
  }

  @Test
  void scalingLeavesWhatIsAroundTheMatrix() {
    float[] data = {1, 2, 3, 4, 5, 6};
    Matrix.of(data, 1, 3, 2, 2).scale(2);
    assertArrayEquals(new float[] {1, 4, 6, 4, 10, 12}, data);
    float[] notNumbers = {1, Float.NaN, 3};
    Matrix.of(notNumbers, 1, 1, 1, 1).scale(0);
    assertArrayEquals(new float[] {1, 0, 3}, notNumbers);
  }
}
