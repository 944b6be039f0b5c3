package dev.limpid.train.data.characters;

import dev.limpid.core.Rng;

/**
 * Puts a glyph's points into an image: leaned, bent by a smooth random displacement, turned, scaled
 * and shifted.
 *
 * <p>The points are moved, not the pixels: edges stay as sharp as the rasteriser draws them.
 */
final class Warp {
  private final SmoothNoise bendX;
  private final SmoothNoise bendY;
  private final double bend;
  private final double cos;
  private final double sin;
  private final double slant;
  private final double aspect;
  private final double scale;
  private final double centerX;
  private final double centerY;

  /**
   * A random warp.
   *
   * @param difficulty 0 for next to none
   * @param slant how far the top leans to the right, relative to the height
   * @param aspect what widths are multiplied by
   */
  Warp(Rng rng, double difficulty, double slant, double aspect, int height, int width) {
    bendX = new SmoothNoise(rng, 2);
    bendY = new SmoothNoise(rng, 2);
    bend = 2 + 26 * difficulty;
    double angle = StrictMath.toRadians((4 + 44 * difficulty) * (2 * rng.nextDouble() - 1));
    cos = StrictMath.cos(angle);
    sin = StrictMath.sin(angle);
    this.slant = slant + 0.5 * difficulty * (2 * rng.nextDouble() - 1);
    double smallest = 0.72 - 0.34 * difficulty;
    scale = height / 100.0 * (smallest + (0.8 - smallest) * rng.nextDouble());
    this.aspect = aspect;
    double shift = 0.02 + 0.2 * difficulty;
    centerX = width * (0.5 + shift * (2 * rng.nextDouble() - 1));
    centerY = height * (0.5 + shift * (2 * rng.nextDouble() - 1));
  }

  /** Pixels a unit of the glyph. */
  double scale() {
    return scale;
  }

  /**
   * A stroke in pixels.
   *
   * @param left the left edge of the glyph
   * @param right the right edge of the glyph
   */
  Stroke apply(Stroke stroke, double left, double right) {
    double[] x = new double[stroke.points()];
    double[] y = new double[stroke.points()];
    double middle = (left + right) / 2;
    for (int i = 0; i < x.length; i++) {
      double u = (stroke.x()[i] - middle) / 100 + 0.5;
      double v = stroke.y()[i] / 100;
      double px = (stroke.x()[i] - middle) * aspect + bend * bendX.at(u, v);
      double py = stroke.y()[i] - 50 + bend * bendY.at(u, v);
      px -= slant * py;
      x[i] = centerX + scale * (cos * px - sin * py);
      y[i] = centerY + scale * (sin * px + cos * py);
    }
    return new Stroke(x, y);
  }
}
