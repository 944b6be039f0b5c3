package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import dev.limpid.layers.Options;
import java.util.Map;

/**
 * An image without its sides: {@code [H, W, C]} to {@code [H - top - bottom, W - left - right, C]},
 * of which something must be left. Keras calls it so too.
 */
public final class Cropping2D extends PixelMap {
  private final Margins margins;

  /** As many rows and columns on all sides. */
  public Cropping2D(int all) {
    this(all, all, all, all);
  }

  /**
   * So many rows and columns on each side.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Cropping2D(int top, int bottom, int left, int right) {
    this.margins = new Margins(top, bottom, left, right);
  }

  /** Reads the options that {@link #config} writes. */
  public static Cropping2D read(Options options) {
    Margins read = Margins.read(options);
    return new Cropping2D(read.top(), read.bottom(), read.left(), read.right());
  }

  @Override
  public Map<String, Object> config() {
    return margins.config();
  }

  @Override
  public Shape outputShape(Shape input) {
    requireImage(input);
    long height = (long) input.dim(0) - margins.top() - margins.bottom();
    long width = (long) input.dim(1) - margins.left() - margins.right();
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(this + ": nothing is left of " + input);
    }
    return Shape.of((int) height, (int) width, input.dim(2));
  }

  @Override
  int[] rows(int height) {
    return map(margins.top(), height, margins.bottom());
  }

  @Override
  int[] columns(int width) {
    return map(margins.left(), width, margins.right());
  }

  private static int[] map(int before, int size, int after) {
    int[] map = new int[size - before - after];
    for (int i = 0; i < map.length; i++) {
      map[i] = before + i;
    }
    return map;
  }
}
