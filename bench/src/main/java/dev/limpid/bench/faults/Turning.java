package dev.limpid.bench.faults;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Augmentation;

/**
 * Quarter turns and mirror images of square images, as somebody adds who doesn't think of what they
 * do to a class.
 *
 * @param share of the images that are changed
 */
record Turning(double share) implements Augmentation {
  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    if (rng.nextDouble() < share) {
      turn(values, offset, shape, 1 + rng.nextInt(7));
    }
  }

  /**
   * One of the eight symmetries of a square.
   *
   * @param symmetry 0 for none; 4 is added for the mirror image, 2 for a half turn, 1 for a quarter
   *     turn
   */
  static void turn(float[] values, int offset, Shape shape, int symmetry) {
    int side = shape.dim(0);
    int channels = shape.dim(2);
    float[] from = new float[shape.size()];
    System.arraycopy(values, offset, from, 0, from.length);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int y = symmetry % 2 == 0 ? row : column;
        int x = symmetry % 2 == 0 ? column : side - 1 - row;
        if ((symmetry & 2) != 0) {
          y = side - 1 - y;
          x = side - 1 - x;
        }
        if ((symmetry & 4) != 0) {
          x = side - 1 - x;
        }
        System.arraycopy(
            from,
            (y * side + x) * channels,
            values,
            offset + (row * side + column) * channels,
            channels);
      }
    }
  }

  @Override
  public String toString() {
    return "quarter turns and mirror images";
  }
}
