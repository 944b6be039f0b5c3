package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import java.util.Map;

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
public final class StochasticDepth extends RandomLayer {
  private final double rate;

  /** Of the last pass with backward, for each sample: 0 or the scale. */
  private float[] mask = {};

  /**
   * A layer that drops this part of the samples.
   *
   * @param rate in [0, 1), the probability of a sample to be dropped
   * @throws IllegalArgumentException if it is not in that range
   */
  public StochasticDepth(double rate) {
    this.rate = Dropout.checkedRate(rate);
  }

  /** Reads the options that {@link #config} writes. */
  public static StochasticDepth read(Options options) {
    return new StochasticDepth(options.number("rate"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("rate", rate);
  }

  @Override
  public boolean isRandom() {
    return rate > 0;
  }

  /** The factors of the last pass with backward, for tests. */
  float[] mask() {
    return mask;
  }

  @Override
  void forwardAtRandom(Tensor x, Tensor y, boolean remembers, Rng pass) {
    int samples = x.batchSize();
    float[] drawn = remembers && mask.length >= samples ? mask : new float[samples];
    for (int i = 0; i < samples; i++) {
      drawn[i] = pass.nextFloat() < rate ? 0 : (float) (1 / (1 - rate));
    }
    if (remembers) {
      mask = drawn;
    }
    multiply(x.data(), y.data(), samples, drawn);
  }

  @Override
  void backwardThroughRandom(Tensor dy, Tensor dx) {
    multiply(dy.data(), dx.data(), dy.batchSize(), mask);
  }

  private void multiply(float[] from, float[] to, int samples, float[] factors) {
    int size = inputShape().size();
    compute()
        .parallel()
        .forEach(
            samples,
            sample -> {
              float factor = factors[sample];
              for (int i = sample * size; i < (sample + 1) * size; i++) {
                to[i] = from[i] * factor;
              }
            });
  }
}
