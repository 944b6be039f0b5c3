package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import dev.limpid.layers.Options;

/**
 * An image's mirror image around it, without its edge once more: a row {@code a b c} with two
 * columns left and one right becomes {@code c b a b c b}. {@code [H, W, C]} to {@code [top + H +
 * bottom, left + W + right, C]}; margins must be smaller than the image. PyTorch's {@code
 * ReflectionPad2d}.
 */
public final class ReflectionPadding2D extends Padding2D {
  /** As many rows and columns on all sides. */
  public ReflectionPadding2D(int all) {
    this(all, all, all, all);
  }

  /**
   * So many rows and columns on each side.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public ReflectionPadding2D(int top, int bottom, int left, int right) {
    super(new Margins(top, bottom, left, right));
  }

  /** Reads the options that {@link #config} writes. */
  public static ReflectionPadding2D read(Options options) {
    Margins read = Margins.read(options);
    return new ReflectionPadding2D(read.top(), read.bottom(), read.left(), read.right());
  }

  @Override
  public Shape outputShape(Shape input) {
    requireImage(input);
    if (Math.max(margins.top(), margins.bottom()) >= input.dim(0)
        || Math.max(margins.left(), margins.right()) >= input.dim(1)) {
      throw new IllegalArgumentException(
          this + ": margins of " + margins + " must be smaller than the image, " + input);
    }
    return super.outputShape(input);
  }

  @Override
  int[] map(int before, int size, int after) {
    int[] map = new int[before + size + after];
    for (int i = 0; i < map.length; i++) {
      int at = Math.abs(i - before);
      map[i] = at < size ? at : 2 * (size - 1) - at;
    }
    return map;
  }
}
