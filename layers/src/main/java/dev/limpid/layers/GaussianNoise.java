package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * Adds a random number to each value where the mode says dropout, as in training: {@code y = x +
 * noise}, normal with mean 0 and a given deviation; for inputs of any shape. In inference the
 * output is the input. Keras calls it so too.
 *
 * <p>As with {@link Dropout}, passes with and without backward take their noise from two series.
 */
public final class GaussianNoise extends RandomLayer {
  private final double deviation;

  /**
   * Noise of a deviation.
   *
   * @throws IllegalArgumentException if it is negative, infinite or NaN
   */
  public GaussianNoise(double deviation) {
    if (!(deviation >= 0 && deviation <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "GaussianNoise: the deviation must be 0 or more and finite, but is " + deviation);
    }
    this.deviation = deviation;
  }

  /** Reads the options that {@link #config} writes. */
  public static GaussianNoise read(Options options) {
    return new GaussianNoise(options.number("deviation"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("deviation", deviation);
  }

  @Override
  public boolean isRandom() {
    return deviation > 0;
  }

  /** The noise of the last pass with backward, drawn once more, for tests. */
  double[] noise(int size) {
    double[] noise = new double[size];
    for (int i = 0; i < size; i += GRAIN) {
      Rng rng = lastWithBackward().split(i / GRAIN);
      for (int j = i; j < Math.min(i + GRAIN, size); j++) {
        noise[j] = deviation * rng.nextGaussian();
      }
    }
    return noise;
  }

  @Override
  void forwardAtRandom(Tensor x, Tensor y, boolean remembers, Rng pass) {
    float[] from = x.data();
    float[] to = y.data();
    forRows(
        x.size(),
        1,
        (first, end) -> {
          Rng rng = pass.split(first / GRAIN);
          for (int i = first; i < end; i++) {
            to[i] = (float) (from[i] + deviation * rng.nextGaussian());
          }
        });
  }

  @Override
  void backwardThroughRandom(Tensor dy, Tensor dx) {
    if (dx != dy) {
      copy(dy, dx);
    }
  }
}
