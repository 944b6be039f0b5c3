package dev.limpid.insight.measure.check;

import java.util.Arrays;

/**
 * How strong edges are in each of eight directions, in the cells of a grid: histograms of oriented
 * gradients (Dalal and Triggs, 2005), as shares of the whole image's edges.
 */
final class EdgeHistogram {
  private static final int DIRECTIONS = 8;

  /** Normals of the borders between directions, for gradients that point downwards. */
  private static final float[] COSINE = new float[DIRECTIONS - 1];

  private static final float[] SINE = new float[DIRECTIONS - 1];

  static {
    for (int k = 0; k < COSINE.length; k++) {
      double angle = (k + 1) * Math.PI / DIRECTIONS;
      COSINE[k] = (float) StrictMath.cos(angle);
      SINE[k] = (float) StrictMath.sin(angle);
    }
  }

  private final Layout layout;
  private final Cells cells;
  private final double[] strength;

  EdgeHistogram(Layout layout, int grid) {
    this.layout = layout;
    this.cells = new Cells(layout, grid);
    this.strength = new double[cells.count() * DIRECTIONS];
  }

  /** Takes an image of one channel. */
  void measure(float[] gray) {
    Arrays.fill(strength, 0);
    int width = layout.width();
    for (int y = 1; y + 1 < layout.height(); y++) {
      for (int x = 1; x + 1 < width; x++) {
        int p = y * width + x;
        float dx = gray[p + 1] - gray[p - 1];
        float dy = gray[p + width] - gray[p - width];
        if (dy < 0 || (dy == 0 && dx < 0)) { // light on dark is the same edge as dark on light
          dx = -dx;
          dy = -dy;
        }
        int direction = 0;
        for (int k = 0; k < DIRECTIONS - 1; k++) {
          direction += COSINE[k] * dy - SINE[k] * dx >= 0 ? 1 : 0;
        }
        strength[cells.of(p) * DIRECTIONS + direction] += Math.sqrt(dx * dx + dy * dy);
      }
    }
    double total = 0;
    for (double s : strength) {
      total += s;
    }
    for (int i = 0; i < strength.length && total > 0; i++) {
      strength[i] /= total;
    }
  }

  /** The root of each cell's and direction's share. */
  float[] byCell() {
    float[] roots = new float[strength.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = (float) Math.sqrt(strength[i]);
    }
    return roots;
  }

  /** The share of each direction. */
  float[] orientations() {
    float[] shares = new float[DIRECTIONS];
    for (int i = 0; i < strength.length; i++) {
      shares[i % DIRECTIONS] += (float) strength[i];
    }
    return shares;
  }
}
