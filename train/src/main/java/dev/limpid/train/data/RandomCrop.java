package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Scratch;
import dev.limpid.core.Shape;
import java.util.Arrays;

/** A window of the image's size somewhere in the image with a black margin. */
record RandomCrop(int padding) implements Augmentation {
  RandomCrop {
    if (padding < 0) {
      throw new IllegalArgumentException(
          "augmentation: the padding must be 0 or more, but is " + padding);
    }
  }

  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    Pixels.requireImage(shape);
    int height = shape.dim(0);
    int width = shape.dim(1);
    int channels = shape.dim(2);
    int down = shiftUpTo(height, rng);
    int right = shiftUpTo(width, rng);
    float[] source = Scratch.current().atLeast(Scratch.Slot.TRANSFORMED, shape.size());
    System.arraycopy(values, offset, source, 0, shape.size());
    Arrays.fill(values, offset, offset + shape.size(), 0);
    int columns = Math.max(0, width - Math.abs(right));
    for (int y = Math.max(0, down); y < Math.min(height, height + down); y++) {
      int from = (y - down) * width + Math.max(0, -right);
      int to = y * width + Math.max(0, right);
      System.arraycopy(source, from * channels, values, offset + to * channels, columns * channels);
    }
  }

  /** The whole image at most, so that a padding of any size is one. */
  private int shiftUpTo(int side, Rng rng) {
    int most = Math.min(padding, side);
    return rng.nextInt(2 * most + 1) - most;
  }
}
