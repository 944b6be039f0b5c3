package dev.limpid.train.data.characters;

import dev.limpid.core.Rng;

/**
 * Value noise (Ebert et al., Texturing and Modeling): random values in -1 to 1 on a lattice over
 * the unit square, smoothly interpolated between.
 */
final class SmoothNoise {
  private final int cells;
  private final double[] lattice;

  /** Noise with {@code cells} by {@code cells} cells. */
  SmoothNoise(Rng rng, int cells) {
    this.cells = cells;
    this.lattice = new double[(cells + 1) * (cells + 1)];
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = 2 * rng.nextDouble() - 1;
    }
  }

  /** The value at (u, v); outside the unit square, that at its edge. */
  double at(double u, double v) {
    double x = Math.max(0, Math.min(1, u)) * cells;
    double y = Math.max(0, Math.min(1, v)) * cells;
    int column = Math.min((int) x, cells - 1);
    int row = Math.min((int) y, cells - 1);
    double s = smooth(x - column);
    double t = smooth(y - row);
    int i = row * (cells + 1) + column;
    int below = i + cells + 1;
    return (1 - t) * ((1 - s) * lattice[i] + s * lattice[i + 1])
        + t * ((1 - s) * lattice[below] + s * lattice[below + 1]);
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
