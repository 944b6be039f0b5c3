package dev.limpid.layers;

/**
 * Dropout of whole samples: sets a random part of a batch's samples to 0 and scales the others by
 * {@code 1 / (1 - rate)}; for inputs of any shape. At the end of a residual branch a sample passes
 * the block by, as if the network were less deep. torchvision's {@code StochasticDepth} of mode
 * "row", Keras's {@code Dropout} with a noise_shape of {@code (None, 1, 1, 1)}.
 *
 * <p>As with {@link Dropout}, passes with and without backward take their masks from two series.
 *
 * <p>Huang, Sun, Liu, Sedra and Weinberger, "Deep Networks with Stochastic Depth", 2016,
 * arXiv:1603.09382.
 */
public final class StochasticDepth extends GroupDropout {
  /**
   * A layer that drops this part of the samples.
   *
   * @param rate in [0, 1), the probability of a sample to be dropped
   * @throws IllegalArgumentException if it is not in that range
   */
  public StochasticDepth(double rate) {
    super(rate);
  }

  /** Reads the options that {@link #config} writes. */
  public static StochasticDepth read(Options options) {
    return new StochasticDepth(options.number("rate"));
  }

  @Override
  int groups() {
    return 1;
  }
}
