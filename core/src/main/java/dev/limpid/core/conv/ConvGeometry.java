package dev.limpid.core.conv;

import dev.limpid.core.Shape;

/**
 * All sizes of a convolution of NHWC images with an HWIO kernel.
 *
 * <p>With {@code groups} g, filter {@code f} sees only the channels of its group: channels are cut
 * into g equal ranges, filters likewise, and range i of the filters reads range i of the channels
 * (PyTorch's and Keras's convention; depthwise when g is the number of channels).
 *
 * @param rows the window along the height
 * @param columns the window along the width
 * @param channels channels of the input
 * @param filters channels of the output
 * @param groups how many groups both are cut into
 */
public record ConvGeometry(Window rows, Window columns, int channels, int filters, int groups) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if channels or filters cannot be cut into the groups, or
   *     kernel, input or output have more values than an array can hold
   */
  public ConvGeometry {
    if (channels < 1 || filters < 1 || groups < 1) {
      throw new IllegalArgumentException(
          "channels, filters and groups must be 1 or more, but are "
              + channels
              + ", "
              + filters
              + " and "
              + groups);
    }
    if (channels % groups != 0 || filters % groups != 0) {
      throw new IllegalArgumentException(
          groups
              + " groups must divide both "
              + channels
              + " channels and "
              + filters
              + " filters");
    }
    Shape.of(rows.input(), columns.input(), channels);
    Shape.of(rows.output(), columns.output(), filters);
    Shape.of(rows.kernel(), columns.kernel(), channels / groups, filters);
  }

  /**
   * The convolution that leads from the output's gradient to the input's, without groups and with
   * stride 1: its kernel has the taps in reverse, and channels and filters exchanged.
   */
  public ConvGeometry turned() {
    return new ConvGeometry(rows.turned(), columns.turned(), filters, channels, 1);
  }

  /**
   * Whether Winograd's F(m x m, 3x3) computes it: a 3x3 kernel, stride 1, no dilation, no groups,
   * and at most two zeros before and two behind.
   */
  public boolean suitsWinograd() {
    return groups == 1 && suitsWinograd(rows) && suitsWinograd(columns);
  }

  private static boolean suitsWinograd(Window window) {
    return window.kernel() == 3
        && window.stride() == 1
        && window.dilation() == 1
        && window.before() < 3
        && window.output() <= window.input() + window.before();
  }

  /** The shape of one input image, {@code [H, W, channels]}. */
  public Shape inputShape() {
    return Shape.of(rows.input(), columns.input(), channels);
  }

  /** The shape of one output image, {@code [H', W', filters]}. */
  public Shape outputShape() {
    return Shape.of(rows.output(), columns.output(), filters);
  }

  /** The shape of the kernel, {@code [kernel height, kernel width, channels / groups, filters]}. */
  public Shape kernelShape() {
    return Shape.of(rows.kernel(), columns.kernel(), channels / groups, filters);
  }

  /** Values in one patch of one group: {@code kernel height * kernel width * channels / groups}. */
  public int patchSize() {
    return rows.kernel() * columns.kernel() * (channels / groups);
  }

  /** Positions of the window in one image. */
  public int positions() {
    return rows.output() * columns.output();
  }

  /** Multiplications and additions of one image's forward pass by the direct algorithm. */
  public long flops() {
    return 2L * positions() * patchSize() * filters;
  }
}
