package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import dev.limpid.layers.Options;
import java.util.HashMap;
import java.util.Map;

/**
 * A number around an image: {@code [H, W, C]} to {@code [top + H + bottom, left + W + right, C]}.
 * PyTorch's {@code ConstantPad2d}; for 0 there is {@link ZeroPadding2D}.
 */
public final class ConstantPadding2D extends PixelMap {
  private final Margins margins;

  private final double value;

  /** The number, and as many rows and columns of it on all sides. */
  public ConstantPadding2D(double value, int all) {
    this(value, all, all, all, all);
  }

  /**
   * The number, and so many rows and columns of it on each side.
   *
   * @throws IllegalArgumentException if one is negative, or the number is not finite
   */
  public ConstantPadding2D(double value, int top, int bottom, int left, int right) {
    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "ConstantPadding2D: the value must be finite, but is " + value);
    }
    this.value = value;
    this.margins = new Margins(top, bottom, left, right);
  }

  /** Reads the options that {@link #config} writes. */
  public static ConstantPadding2D read(Options options) {
    Margins read = Margins.read(options);
    return new ConstantPadding2D(
        options.number("value"), read.top(), read.bottom(), read.left(), read.right());
  }

  @Override
  float border() {
    return (float) value;
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>(margins.config());
    config.put("value", value);
    return config;
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
