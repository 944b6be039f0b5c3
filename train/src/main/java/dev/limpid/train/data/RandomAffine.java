package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** A random shift, rotation and scaling, read bilinearly. */
record RandomAffine(double shift, double degrees, double scale) implements Augmentation {
  RandomAffine {
    Pixels.requireRange("the shift", shift, 0, 1);
    Pixels.requireRange("the rotation in degrees", degrees, 0, 180);
    if (!(scale >= 0 && scale < 1)) {
      throw new IllegalArgumentException(
          "augmentation: the scale must be 0 or more and below 1, but is " + scale);
    }
  }

  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    Pixels.requireImage(shape);
    double angle = StrictMath.toRadians(degrees * symmetric(rng));
    double factor = 1 / (1 + scale * symmetric(rng));
    double down = shape.dim(0) * shift * symmetric(rng);
    double right = shape.dim(1) * shift * symmetric(rng);
    double cos = factor * StrictMath.cos(angle);
    double sin = factor * StrictMath.sin(angle);
    Warp.apply(values, offset, shape, cos, sin, -sin, cos, right, down);
  }

  private static double symmetric(Rng rng) {
    return 2 * rng.nextDouble() - 1;
  }
}
