package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * Multiplies each value by a random number where the mode says dropout, as in training: normal with
 * mean 1 and deviation {@code sqrt(rate / (1 - rate))}; for inputs of any shape. In inference the
 * output is the input. Keras calls it so too.
 *
 * <p>As with {@link Dropout}, passes with and without backward take their numbers from two series.
 *
 * <p>Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: A Simple Way to Prevent
 * Neural Networks from Overfitting", JMLR 15, 2014, section 10.
 */
public final class GaussianDropout extends RandomLayer {
  private final double rate;
  private float[] factors = {};

  /**
   * Noise of a rate.
   *
   * @throws IllegalArgumentException if it is negative, 1 or more, or NaN
   */
  public GaussianDropout(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "GaussianDropout: the rate must be 0 or more and less than 1, but is " + rate);
    }
    this.rate = rate;
  }

  /** Reads the options that {@link #config} writes. */
  public static GaussianDropout read(Options options) {
    return new GaussianDropout(options.number("rate"));
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
  float[] factors() {
    return factors;
  }

  @Override
  void forwardAtRandom(Tensor x, Tensor y, boolean remembers, Rng pass) {
    if (remembers && factors.length < x.size()) {
      factors = new float[x.size()];
    }
    double deviation = Math.sqrt(rate / (1 - rate));
    float[] from = x.data();
    float[] to = y.data();
    forRows(
        x.size(),
        1,
        (first, end) -> {
          Rng rng = pass.split(first / GRAIN);
          for (int i = first; i < end; i++) {
            float factor = (float) (1 + deviation * rng.nextGaussian());
            if (remembers) {
              factors[i] = factor;
            }
            to[i] = from[i] * factor;
          }
        });
  }

  @Override
  void backwardThroughRandom(Tensor dy, Tensor dx) {
    float[] from = dy.data();
    float[] to = dx.data();
    forRows(
        dy.size(),
        1,
        (first, end) -> {
          for (int i = first; i < end; i++) {
            to[i] = from[i] * factors[i];
          }
        });
  }
}
