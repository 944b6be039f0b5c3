package dev.limpid.train.data.characters;

import dev.limpid.core.Rng;

/** The pixels of one image while it is painted, {@code [H,W,3]}, 0 to 1. */
final class Canvas {
  private final int height;
  private final int width;
  private final double[] values;

  Canvas(int height, int width) {
    this.height = height;
    this.width = width;
    this.values = new double[height * width * 3];
  }

  /**
   * Paints a background: between four colours in the corners, with smooth light and shade.
   *
   * @param mottle how strong light and shade are
   */
  void background(Rng rng, Colour[] corners, double mottle) {
    SmoothNoise coarse = new SmoothNoise(rng, 3);
    SmoothNoise fine = new SmoothNoise(rng, 11);
    int i = 0;
    for (int row = 0; row < height; row++) {
      double v = (row + 0.5) / height;
      for (int column = 0; column < width; column++) {
        double u = (column + 0.5) / width;
        double shade = mottle * (0.6 * coarse.at(u, v) + 0.4 * fine.at(u, v));
        for (int c = 0; c < 3; c++) {
          double top = (1 - u) * corners[0].channel(c) + u * corners[1].channel(c);
          double bottom = (1 - u) * corners[2].channel(c) + u * corners[3].channel(c);
          values[i++] = (1 - v) * top + v * bottom + shade;
        }
      }
    }
  }

  /** Paints where the strokes are. */
  void paint(StrokeRasterizer strokes, Colour colour) {
    for (int pixel = 0; pixel < height * width; pixel++) {
      blend(pixel, strokes.coverage(pixel), colour);
    }
  }

  /** Paints along the edge of the strokes. */
  void paintOutline(StrokeRasterizer strokes, double lineWidth, Colour colour) {
    for (int pixel = 0; pixel < height * width; pixel++) {
      blend(pixel, strokes.outline(pixel, lineWidth), colour);
    }
  }

  private void blend(int pixel, double coverage, Colour colour) {
    if (coverage > 0) {
      for (int c = 0; c < 3; c++) {
        int i = 3 * pixel + c;
        values[i] += coverage * (colour.channel(c) - values[i]);
      }
    }
  }

  /** Adds grain, partly the same in all channels, and rounds to unsigned bytes. */
  byte[] develop(Rng rng, double grain) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i += 3) {
      double grey = 0.8 * nearlyNormal(rng);
      for (int c = 0; c < 3; c++) {
        double value = values[i + c] + grain * (grey + 0.6 * nearlyNormal(rng));
        bytes[i + c] = (byte) (int) (255 * Math.max(0, Math.min(1, value)) + 0.5);
      }
    }
    return bytes;
  }

  /** Deviation 1, mean 0: the sum of four uniform numbers, which is near enough and fast. */
  private static double nearlyNormal(Rng rng) {
    long bits = rng.nextLong();
    long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
    return (sum - 2 * 65_535.0) * (1.7320508075688772 / 65_536);
  }
}
