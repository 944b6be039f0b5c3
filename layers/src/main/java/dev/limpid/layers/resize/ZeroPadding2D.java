package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import dev.limpid.layers.Options;
import java.util.Map;

/**
 * Zeros around an image: {@code [H, W, C]} to {@code [top + H + bottom, left + W + right, C]}.
 * Keras calls it so too.
 */
public final class ZeroPadding2D extends PixelMap {
  private final Margins margins;

  /** As many rows and columns on all sides. */
  public ZeroPadding2D(int all) {
    this(all, all, all, all);
  }

  /**
   * So many rows and columns on each side.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public ZeroPadding2D(int top, int bottom, int left, int right) {
    this.margins = new Margins(top, bottom, left, right);
  }

  /** Reads the options that {@link #config} writes. */
  public static ZeroPadding2D read(Options options) {
    Margins read = Margins.read(options);
    return new ZeroPadding2D(read.top(), read.bottom(), read.left(), read.right());
  }

  @Override
  public Map<String, Object> config() {
    return margins.config();
  }

  @Override
  public Shape outputShape(Shape input) {
    requireImage(input);
    return Shape.of(
        Margins.padded(this, margins.top(), input.dim(0), margins.bottom()),
        Margins.padded(this, margins.left(), input.dim(1), margins.right()),
        input.dim(2));
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
    int[] map = new int[before + size + after];
    for (int i = 0; i < map.length; i++) {
      map[i] = i < before || i >= before + size ? BORDER : i - before;
    }
    return map;
  }
}
