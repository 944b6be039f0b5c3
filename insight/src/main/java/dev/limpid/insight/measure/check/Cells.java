package dev.limpid.insight.measure.check;

/** The cells of a square grid over an image, and which pixels are in which. */
final class Cells {
  private final int count;
  private final int[] cellOfPixel;
  private final int[] sizes;

  /** At most so many rows and columns of cells. */
  Cells(Layout layout, int grid) {
    int rows = Math.min(grid, layout.height());
    int columns = Math.min(grid, layout.width());
    count = rows * columns;
    sizes = new int[count];
    cellOfPixel = new int[layout.pixels()];
    for (int p = 0; p < cellOfPixel.length; p++) {
      int y = p / layout.width();
      int x = p % layout.width();
      cellOfPixel[p] = y * rows / layout.height() * columns + x * columns / layout.width();
      sizes[cellOfPixel[p]]++;
    }
  }

  int count() {
    return count;
  }

  int of(int pixel) {
    return cellOfPixel[pixel];
  }

  /** The mean of each cell, of one of the channels. */
  float[] means(float[] values, int channel, int channels) {
    double[] sums = new double[count];
    for (int p = 0; p < cellOfPixel.length; p++) {
      sums[cellOfPixel[p]] += values[p * channels + channel];
    }
    float[] means = new float[count];
    for (int i = 0; i < count; i++) {
      means[i] = (float) (sums[i] / sizes[i]);
    }
    return means;
  }
}
