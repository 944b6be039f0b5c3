package dev.limpid.core.conv;

/**
 * A window that slides along one dimension of an image: the one place where sizes, strides,
 * dilations and paddings turn into numbers of positions.
 *
 * @param input size of the image along this dimension
 * @param kernel taps of the window
 * @param stride step from one position to the next
 * @param dilation distance between neighbouring taps
 * @param before zeros before the image
 * @param output number of positions
 */
public record Window(int input, int kernel, int stride, int dilation, int before, int output) {
  /**
   * The window along the height ({@code axis} 0) or the width (1) of an image.
   *
   * @throws IllegalArgumentException if a number is not positive, the window does not fit, or the
   *     padded image has more rows or columns than an int counts
   */
  public static Window along(
      int axis, int input, int kernel, int stride, int dilation, Padding padding) {
    if (input < 1 || kernel < 1 || stride < 1 || dilation < 1) {
      throw new IllegalArgumentException(
          "image size, kernel, stride and dilation must be 1 or more, but are "
              + input
              + ", "
              + kernel
              + ", "
              + stride
              + " and "
              + dilation);
    }
    long extent = (kernel - 1L) * dilation + 1;
    if (padding instanceof Padding.Same) {
      int output = (input - 1) / stride + 1;
      long total = Math.max(0, (output - 1L) * stride + extent - input);
      requireInt(input + total);
      return new Window(input, kernel, stride, dilation, (int) (total / 2), output);
    }
    int before = before(axis, padding);
    long padded = (long) input + before + after(axis, padding);
    if (padded < extent) {
      throw new IllegalArgumentException(
          "a window of "
              + extent
              + " does not fit into an image of "
              + input
              + " with padding "
              + padding
              + "; use a smaller kernel or 'same' padding");
    }
    requireInt(padded);
    int output = (int) ((padded - extent) / stride) + 1;
    return new Window(input, kernel, stride, dilation, before, output);
  }

  private static int before(int axis, Padding padding) {
    if (padding instanceof Padding.Sides sides) {
      return axis == 0 ? sides.top() : sides.left();
    }
    return after(axis, padding);
  }

  private static int after(int axis, Padding padding) {
    if (padding instanceof Padding.Sides sides) {
      return axis == 0 ? sides.bottom() : sides.right();
    }
    if (padding instanceof Padding.Explicit explicit) {
      return axis == 0 ? explicit.height() : explicit.width();
    }
    return 0;
  }

  private static void requireInt(long padded) {
    if (padded > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "an image of "
              + padded
              + " with its padding is too large; use a smaller kernel, dilation or padding");
    }
  }

  /**
   * The window that leads from the output's gradient to the input's, with stride 1 and no more
   * padding before than the taps reach: {@code before} must not be negative.
   */
  public Window turned() {
    return new Window(output, kernel, 1, dilation, (kernel - 1) * dilation - before, input);
  }

  /** Where tap {@code tap} at position {@code position} lies in the image; may be outside of it. */
  public int at(int position, int tap) {
    return position * stride - before + tap * dilation;
  }

  /** Whether the tap at this position falls on the padding. */
  public boolean isOutside(int position, int tap) {
    int at = at(position, tap);
    return at < 0 || at >= input;
  }
}
