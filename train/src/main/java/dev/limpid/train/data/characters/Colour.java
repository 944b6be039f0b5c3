package dev.limpid.train.data.characters;

import dev.limpid.core.Rng;

/** Red, green and blue, 0 to 1 (a little beyond where noise will be added). */
record Colour(double red, double green, double blue) {
  /** A random hue of this lightness; {@code strength} 0 is grey. */
  static Colour random(Rng rng, double lightness, double strength) {
    double r = rng.nextDouble();
    double g = rng.nextDouble();
    double b = rng.nextDouble();
    double own = 0.299 * r + 0.587 * g + 0.114 * b; // the luma of ITU-R BT.601
    return new Colour(
        lightness + strength * (r - own),
        lightness + strength * (g - own),
        lightness + strength * (b - own));
  }

  double channel(int c) {
    return c == 0 ? red : c == 1 ? green : blue;
  }
}
