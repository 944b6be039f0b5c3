package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * Sets a random part of the values to 0 and scales the others by {@code 1 / (1 - rate)}, so that
 * their expectation stays ("inverted dropout"); for inputs of any shape. Where the mode says no
 * dropout, as in inference, the output is the input.
 *
 * <p>Masks come from the layer's own generators: passes that a backward pass follows take theirs
 * from one series, passes with dropout that none follows, such as {@link Mode#TRAIN_FROZEN}, from
 * another, and so measuring a loss never changes the training.
 *
 * <p>Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014).
 */
public final class Dropout extends RandomLayer {
  private final double rate;
  private final float scale;

  /** Of the last pass with backward, for each value: 0 if it was dropped, otherwise the scale. */
  private float[] mask = {};

  /**
   * A layer that drops this part of the values.
   *
   * @param rate in [0, 1), the probability of a value to be dropped (Keras's and PyTorch's sense)
   * @throws IllegalArgumentException if it is not in that range
   */
  public Dropout(double rate) {
    this.rate = checkedRate(rate);
    this.scale = (float) (1 / (1 - rate));
  }

  static double checkedRate(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout rate must be in [0, 1), but is " + rate);
    }
    return rate;
  }

  /** Reads the options that {@link #config} writes. */
  public static Dropout read(Options options) {
    return new Dropout(options.number("rate"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("rate", rate);
  }

  /** The probability of a value to be dropped. */
  public double rate() {
    return rate;
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
    if (!remembers) {
      forRows(
          x.size(), 1, (from, to) -> drop(pass.split(from / GRAIN), x.data(), y.data(), from, to));
      return;
    }
    if (mask.length < x.size()) {
      mask = new float[x.size()];
    }
    forRows(
        x.size(),
        1,
        (from, to) -> {
          draw(pass.split(from / GRAIN), from, to);
          multiply(x.data(), y.data(), from, to);
        });
  }

  @Override
  void backwardThroughRandom(Tensor dy, Tensor dx) {
    forRows(dy.size(), 1, (from, to) -> multiply(dy.data(), dx.data(), from, to));
  }

  private void draw(Rng rng, int from, int to) {
    for (int i = from; i < to; i++) {
      mask[i] = factor(rng);
    }
  }

  private void multiply(float[] values, float[] results, int from, int to) {
    for (int i = from; i < to; i++) {
      results[i] = values[i] * mask[i];
    }
  }

  /** Drops without remembering what. */
  private void drop(Rng rng, float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] * factor(rng);
    }
  }

  /** 0 with the probability {@link #rate}, otherwise the scale; without a branch to be guessed. */
  private float factor(Rng rng) {
    int dropped = Float.floatToRawIntBits(rng.nextFloat() - (float) rate) >> 31; // the sign
    return Float.intBitsToFloat(~dropped & Float.floatToRawIntBits(scale));
  }
}
