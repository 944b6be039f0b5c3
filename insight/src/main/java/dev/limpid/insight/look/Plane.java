package dev.limpid.insight.look;

/**
 * One number for each place of an image.
 *
 * @param height rows
 * @param width columns
 * @param values {@code [height,width]}, row-major
 */
public record Plane(int height, int width, float[] values) {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if there are more or fewer values than places
   */
  public Plane {
    if (height < 1 || width < 1 || values.length != (long) height * width) {
      throw new IllegalArgumentException(
          values.length + " values are no plane of " + height + " x " + width);
    }
  }

  /** The least value. */
  public float least() {
    float least = values[0];
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  /** The greatest value. */
  public float greatest() {
    float greatest = values[0];
    for (float value : values) {
      greatest = Math.max(greatest, value);
    }
    return greatest;
  }

  /**
   * The plane in another size, interpolated linearly between the middles of its places (as Keras's
   * {@code resize} does without antialiasing).
   */
  public Plane resized(int toHeight, int toWidth) {
    float[] resized = new float[toHeight * toWidth];
    for (int y = 0; y < toHeight; y++) {
      double row = place(y, toHeight, height);
      int top = (int) row;
      int bottom = Math.min(top + 1, height - 1);
      for (int x = 0; x < toWidth; x++) {
        double column = place(x, toWidth, width);
        int left = (int) column;
        int right = Math.min(left + 1, width - 1);
        double upper = between(top, left, right, column - left);
        double lower = between(bottom, left, right, column - left);
        resized[y * toWidth + x] = (float) (upper + (row - top) * (lower - upper));
      }
    }
    return new Plane(toHeight, toWidth, resized);
  }

  private double between(int y, int left, int right, double share) {
    float from = values[y * width + left];
    return from + share * (values[y * width + right] - from);
  }

  private static double place(int to, int toSize, int fromSize) {
    double at = (to + 0.5) * fromSize / toSize - 0.5;
    return Math.max(0, Math.min(fromSize - 1.0, at));
  }
}
