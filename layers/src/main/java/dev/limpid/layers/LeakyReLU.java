package dev.limpid.layers;

import java.util.Map;

/**
 * The leaky rectifier, {@code y = x} for positive x and {@code slope * x} for others, for inputs of
 * any shape. Its derivative at 0 is taken as the slope.
 *
 * <p>Maas, Hannun and Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models" (2013).
 */
public final class LeakyReLU extends Activation {
  private final double slope;

  /** Slope 0.3, as in Keras. PyTorch's default is 0.01. */
  public LeakyReLU() {
    this(0.3);
  }

  /**
   * A leaky rectifier.
   *
   * @param slope of the negative side, finite and not negative; 0 makes it a {@link ReLU}
   * @throws IllegalArgumentException if it is negative, infinite or NaN
   */
  public LeakyReLU(double slope) {
    if (!(slope >= 0 && slope <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "LeakyReLU: the slope must be 0 or more and finite, but is " + slope);
    }
    this.slope = slope;
  }

  /** Reads the options that {@link #config} writes. */
  public static LeakyReLU read(Options options) {
    return new LeakyReLU(options.number("slope"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("slope", slope);
  }

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    float negative = (float) slope;
    for (int i = from; i < to; i++) {
      y[i] = Math.max(x[i], 0f) + negative * Math.min(x[i], 0f); // one of the two is 0
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    float negative = (float) slope;
    for (int i = from; i < to; i++) {
      float positive = whetherPositive(y[i]);
      dx[i] = dy[i] * (positive + negative * (1 - positive)); // one of the two is 0
    }
  }
}
