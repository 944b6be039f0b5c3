package dev.limpid.layers.resize;

import dev.limpid.layers.Options;
import java.util.HashMap;
import java.util.Map;

/**
 * A number around an image: {@code [H, W, C]} to {@code [top + H + bottom, left + W + right, C]}.
 * PyTorch's {@code ConstantPad2d}; for 0 there is {@link ZeroPadding2D}.
 */
public final class ConstantPadding2D extends Padding2D {
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
    super(new Margins(top, bottom, left, right));
    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "ConstantPadding2D: the value must be finite, but is " + value);
    }
    this.value = value;
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
    Map<String, Object> config = new HashMap<>(super.config());
    config.put("value", value);
    return config;
  }
}
