package dev.limpid.layers.resize;

import dev.limpid.layers.Options;

/**
 * Zeros around an image: {@code [H, W, C]} to {@code [top + H + bottom, left + W + right, C]}.
 * Keras calls it so too.
 */
public final class ZeroPadding2D extends Padding2D {
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
    super(new Margins(top, bottom, left, right));
  }

  /** Reads the options that {@link #config} writes. */
  public static ZeroPadding2D read(Options options) {
    Margins read = Margins.read(options);
    return new ZeroPadding2D(read.top(), read.bottom(), read.left(), read.right());
  }
}
