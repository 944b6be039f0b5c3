package dev.limpid.layers;

import dev.limpid.core.Shape;

/**
 * Dropout of whole channels: sets a random part of each image's channels to 0 and scales the others
 * by {@code 1 / (1 - rate)}. Input and output {@code [N, H, W, C]}. Neighbouring pixels of a
 * channel are much alike, so that dropping single ones would hide little. Keras calls it so too;
 * PyTorch's Dropout2d.
 *
 * <p>As with {@link Dropout}, passes with and without backward take their masks from two series.
 *
 * <p>Tompson, Goroshin, Jain, LeCun and Bregler, "Efficient Object Localization Using Convolutional
 * Networks", 2014, arXiv:1411.4280.
 */
public final class SpatialDropout2D extends GroupDropout {
  /**
   * A layer that drops this part of the channels.
   *
   * @param rate in [0, 1), the probability of a channel to be dropped
   * @throws IllegalArgumentException if it is not in that range
   */
  public SpatialDropout2D(double rate) {
    super(rate);
  }

  /** Reads the options that {@link #config} writes. */
  public static SpatialDropout2D read(Options options) {
    return new SpatialDropout2D(options.number("rate"));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 3) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
    return input;
  }

  @Override
  int groups() {
    return inputShape().dim(2);
  }
}
