package dev.limpid.train.data.characters;

import java.util.Arrays;

/**
 * Draws strokes with smooth edges: it keeps, for each pixel, the signed distance from its centre to
 * the edge of the nearest stroke (negative inside), and a pixel is covered by as much as an edge at
 * that distance covers it, {@code 1/2 - distance} between 0 and 1.
 *
 * <p>Strokes join without seams because the least distance counts. Ends are round. Units are
 * pixels.
 */
final class StrokeRasterizer {
  private static final double FAR = 1e9;

  private final int height;
  private final int width;
  private final double[] distance;

  StrokeRasterizer(int height, int width) {
    this.height = height;
    this.width = width;
    this.distance = new double[height * width];
  }

  /** Takes everything away. */
  void clear() {
    Arrays.fill(distance, FAR);
  }

  /**
   * Adds the straight piece from (x0, y0) to (x1, y1).
   *
   * @param radius half the pen's width
   */
  void add(double x0, double y0, double x1, double y1, double radius) {
    double reach = radius + 2; // no pixel beyond is covered, not even by an outline
    int top = Math.max(0, (int) Math.floor(Math.min(y0, y1) - reach));
    int bottom = Math.min(height - 1, (int) Math.ceil(Math.max(y0, y1) + reach));
    int left = Math.max(0, (int) Math.floor(Math.min(x0, x1) - reach));
    int right = Math.min(width - 1, (int) Math.ceil(Math.max(x0, x1) + reach));
    double dx = x1 - x0;
    double dy = y1 - y0;
    double lengthSquared = Math.max(dx * dx + dy * dy, 1e-12);
    for (int row = top; row <= bottom; row++) {
      double py = row + 0.5 - y0;
      for (int column = left; column <= right; column++) {
        double px = column + 0.5 - x0;
        double t = Math.max(0, Math.min(1, (px * dx + py * dy) / lengthSquared));
        double ex = px - t * dx;
        double ey = py - t * dy;
        double d = Math.sqrt(ex * ex + ey * ey) - radius;
        int i = row * width + column;
        distance[i] = Math.min(distance[i], d);
      }
    }
  }

  /** How much of a pixel is covered, 0 to 1. */
  double coverage(int pixel) {
    return clamp(0.5 - distance[pixel]);
  }

  /** How much of a pixel a line of this width along the inside of the edge covers, 0 to 1. */
  double outline(int pixel, double lineWidth) {
    return clamp(0.5 + lineWidth / 2 - Math.abs(distance[pixel] + lineWidth / 2));
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
