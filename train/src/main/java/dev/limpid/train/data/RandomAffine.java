package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Scratch;
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
    int height = shape.dim(0);
    int width = shape.dim(1);
    double angle = StrictMath.toRadians(degrees * symmetric(rng));
    double factor = 1 / (1 + scale * symmetric(rng));
    double down = height * shift * symmetric(rng);
    double right = width * shift * symmetric(rng);
    double cos = factor * StrictMath.cos(angle);
    double sin = factor * StrictMath.sin(angle);
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;

    float[] source = Scratch.current().atLeast(Scratch.Slot.TRANSFORMED, shape.size());
    System.arraycopy(values, offset, source, 0, shape.size());
    int channels = shape.dim(2);
    int target = offset;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        // from where in the source this pixel comes: the inverse of the map
        double u = x - middleX - right;
        double v = y - middleY - down;
        double sourceX = middleX + cos * u + sin * v;
        double sourceY = middleY - sin * u + cos * v;
        read(source, height, width, channels, sourceX, sourceY, values, target);
        target += channels;
      }
    }
  }

  /** The pixel at a place between pixels; {@code a + w * (b - a)} never leaves 0 to 1. */
  private static void read(
      float[] source,
      int height,
      int width,
      int channels,
      double x,
      double y,
      float[] target,
      int at) {
    double insideX = Math.max(0, Math.min(width - 1, x));
    double insideY = Math.max(0, Math.min(height - 1, y));
    int left = (int) insideX;
    int top = (int) insideY;
    float weightX = (float) (insideX - left);
    float weightY = (float) (insideY - top);
    int upper = (top * width + left) * channels;
    int lower = top + 1 < height ? upper + width * channels : upper;
    int step = left + 1 < width ? channels : 0;
    for (int c = 0; c < channels; c++) {
      float above = mix(source[upper + c], source[upper + step + c], weightX);
      float below = mix(source[lower + c], source[lower + step + c], weightX);
      target[at + c] = mix(above, below, weightY);
    }
  }

  private static float mix(float a, float b, float weight) {
    return a + weight * (b - a);
  }

  private static double symmetric(Rng rng) {
    return 2 * rng.nextDouble() - 1;
  }
}
