package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Map;

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
public final class SpatialDropout2D extends RandomLayer {
  private final double rate;

  /** Of the last pass with backward, for each channel of each image: 0 or the scale. */
  private float[] mask = {};

  /**
   * A layer that drops this part of the channels.
   *
   * @param rate in [0, 1), the probability of a channel to be dropped
   * @throws IllegalArgumentException if it is not in that range
   */
  public SpatialDropout2D(double rate) {
    this.rate = Dropout.checkedRate(rate);
  }

  /** Reads the options that {@link #config} writes. */
  public static SpatialDropout2D read(Options options) {
    return new SpatialDropout2D(options.number("rate"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("rate", rate);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 3) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
    return input;
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
    int factors = x.batchSize() * inputShape().dim(2);
    float[] drawn = remembers && mask.length >= factors ? mask : new float[factors];
    for (int i = 0; i < factors; i++) {
      drawn[i] = pass.nextFloat() < rate ? 0 : (float) (1 / (1 - rate));
    }
    if (remembers) {
      mask = drawn;
    }
    multiply(x.data(), y.data(), x.batchSize(), drawn);
  }

  @Override
  void backwardThroughRandom(Tensor dy, Tensor dx) {
    multiply(dy.data(), dx.data(), dy.batchSize(), mask);
  }

  private void multiply(float[] from, float[] to, int images, float[] factors) {
    int channels = inputShape().dim(2);
    int size = inputShape().size();
    compute()
        .parallel()
        .forEach(
            images,
            image -> {
              for (int i = image * size; i < (image + 1) * size; i++) {
                to[i] = from[i] * factors[image * channels + i % channels];
              }
            });
  }
}
