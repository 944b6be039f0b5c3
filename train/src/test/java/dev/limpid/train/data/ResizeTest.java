package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResizeTest {
  @Test
  void theSameSizeKeepsEveryValue() {
    double[][] rows = random(Rng.of(1), 7, 5);
    byte[] result = resize(rows, 5, 7, 5);
    for (int i = 0; i < result.length; i++) {
      assertEquals((int) rows[i / 15][i % 15], result[i] & 0xff);
    }
  }

  @Test
  void shrinkingAveragesAreas() {
    // 3 to 2: a new pixel is one old one and half of the middle one.
    assertArrayEquals(
        new int[] {20, 80}, grey(resize(greyRows(new int[][] {{0, 60, 90}}), 3, 1, 2)));
    assertArrayEquals(
        new int[] {25}, grey(resize(greyRows(new int[][] {{10, 20}, {30, 40}}), 2, 1, 1)));
  }

  @Test
  void growingInterpolatesBetweenCentres() {
    assertArrayEquals(
        new int[] {0, 25, 75, 100}, grey(resize(greyRows(new int[][] {{0, 100}}), 2, 1, 4)));
    assertArrayEquals(new int[] {7, 7, 7, 7}, grey(resize(greyRows(new int[][] {{7}}), 1, 2, 2)));
  }

  @Test
  void oneValueStaysOneValueAtAnySize() {
    for (int seed = 0; seed < 200; seed++) {
      Rng rng = Rng.of(seed);
      int height = 1 + rng.nextInt(40);
      int width = 1 + rng.nextInt(40);
      double[][] rows = new double[height][3 * width];
      for (double[] row : rows) {
        Arrays.fill(row, 255);
      }
      for (byte value : resize(rows, width, 1 + rng.nextInt(40), 1 + rng.nextInt(40))) {
        assertEquals((byte) 255, value, "seed " + seed);
      }
    }
  }

  /** Against the definition: the integral of the image over the new pixel's area. */
  @Test
  void shrinkingKeepsTheIntegral() {
    for (int seed = 0; seed < 50; seed++) {
      Rng rng = Rng.of(seed);
      int toHeight = 1 + rng.nextInt(6);
      int toWidth = 1 + rng.nextInt(6);
      int height = toHeight + rng.nextInt(9);
      int width = toWidth + rng.nextInt(9);
      double[][] rows = random(rng, height, width);
      byte[] result = resize(rows, width, toHeight, toWidth);
      for (int y = 0; y < toHeight; y++) {
        for (int x = 0; x < toWidth; x++) {
          // Cut every old pixel into toHeight x toWidth equal parts: new edges fall between them.
          double sum = 0;
          for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
              sum += rows[(y * height + i) / toHeight][(x * width + j) / toWidth * 3];
            }
          }
          double mean = sum / (height * width);
          int actual = result[3 * (y * toWidth + x)] & 0xff;
          assertEquals(mean, actual, 0.5 + 1e-9, "seed " + seed);
        }
      }
    }
  }

  private static double[][] random(Rng rng, int height, int width) {
    double[][] rows = new double[height][3 * width];
    for (double[] row : rows) {
      Arrays.setAll(row, i -> rng.nextInt(256));
    }
    return rows;
  }

  private static double[][] greyRows(int[][] values) {
    double[][] rows = new double[values.length][3 * values[0].length];
    for (int y = 0; y < rows.length; y++) {
      int[] row = values[y];
      Arrays.setAll(rows[y], i -> row[i / 3]);
    }
    return rows;
  }

  private static byte[] resize(double[][] rows, int width, int toHeight, int toWidth) {
    Resize resize = new Resize(rows.length, width, toHeight, toWidth);
    for (int y = 0; y < rows.length; y++) {
      resize.add(y, rows[y]);
    }
    return resize.result();
  }

  private static int[] grey(byte[] bytes) {
    int[] values = new int[bytes.length / 3];
    Arrays.setAll(values, i -> bytes[3 * i] & 0xff);
    return values;
  }
}
