package dev.limpid.train.data;

import dev.limpid.core.Scratch;
import dev.limpid.core.Shape;

/** Moves the pixels of an image by an affine map about its middle. */
final class Warp {
  private Warp() {}

  /**
   * Reads each pixel bilinearly where the inverse map says so; beyond the border the border's
   * pixels go on. The inverse map takes a place {@code (x, y)}, counted from the middle, to {@code
   * (xx x + xy y, yx x + yy y)}.
   *
   * @param values modified: the image from {@code offset} on
   * @param right columns by which the image is shifted before that
   * @param down rows likewise
   */
  static void apply(
      float[] values,
      int offset,
      Shape shape,
      double xx,
      double xy,
      double yx,
      double yy,
      double right,
      double down) {
    int height = shape.dim(0);
    int width = shape.dim(1);
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    float[] source = Scratch.current().atLeast(Scratch.Slot.TRANSFORMED, shape.size());
    System.arraycopy(values, offset, source, 0, shape.size());
    int channels = shape.dim(2);
    int target = offset;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = x - middleX - right;
        double v = y - middleY - down;
        double sourceX = middleX + xx * u + xy * v;
        double sourceY = middleY + yx * u + yy * v;
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
}
