package dev.limpid.layers;

/**
 * A convolution in two steps: each channel by itself ({@link DepthwiseConv2D}, without bias), then
 * all channels of each pixel (a 1x1 {@link Conv2D} with bias). Keras has it as one layer; here it
 * is a block of two.
 *
 * <p>Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2016,
 * arXiv:1610.02357.
 *
 * @param filters channels of the output
 * @param depthwise the first step, with the options that it is to have
 */
public record SeparableConv2D(int filters, DepthwiseConv2D depthwise) implements Block {
  /** A square kernel, stride 1, {@code same} padding. */
  public SeparableConv2D(int filters, int kernel) {
    this(filters, new DepthwiseConv2D(kernel).same().bias(false));
  }

  @Override
  public Node applyTo(Node input) {
    return input.then(depthwise, new Conv2D(filters, 1));
  }
}
