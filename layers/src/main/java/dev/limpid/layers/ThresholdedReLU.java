package dev.limpid.layers;

import java.util.Map;

/**
 * A rectifier whose corner, slope and ceiling can be chosen, for inputs of any shape:
 *
 * <pre>
 * y = most                     x &gt;= most
 * y = x                        threshold &lt;= x &lt; most
 * y = slope (x - threshold)    x &lt; threshold
 * </pre>
 *
 * <p>Keras's ReLU layer with its options {@code threshold}, {@code negative_slope} and {@code
 * max_value}. {@link ReLU}, {@link ReLU6} and {@link LeakyReLU} are the usual choices of them.
 */
public final class ThresholdedReLU extends InputActivation {
  private final double threshold;
  private final double slope;
  private final double most;

  /** Without a slope below the threshold, and without a ceiling. */
  public ThresholdedReLU(double threshold) {
    this(threshold, 0, Double.POSITIVE_INFINITY);
  }

  /**
   * All three options.
   *
   * @param most may be infinite
   * @throws IllegalArgumentException if another number is not finite, or {@code most} is below 0
   */
  public ThresholdedReLU(double threshold, double slope, double most) {
    if (!(Math.abs(threshold) <= Float.MAX_VALUE && Math.abs(slope) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "ThresholdedReLU: threshold and slope must be finite, but are "
              + threshold
              + " and "
              + slope);
    }
    if (!(most >= 0)) {
      throw new IllegalArgumentException(
          "ThresholdedReLU: the greatest value must be 0 or more, but is " + most);
    }
    this.threshold = threshold;
    this.slope = slope;
    this.most = most;
  }

  /** Reads the options that {@link #config} writes. */
  public static ThresholdedReLU read(Options options) {
    return new ThresholdedReLU(
        options.number("threshold"),
        options.number("slope"),
        options.has("most") ? options.number("most") : Double.POSITIVE_INFINITY);
  }

  @Override
  public Map<String, Object> config() {
    return most == Double.POSITIVE_INFINITY
        ? Map.of("threshold", threshold, "slope", slope)
        : Map.of("threshold", threshold, "slope", slope, "most", most);
  }

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    float corner = (float) threshold;
    float below = (float) slope;
    float ceiling = (float) most;
    for (int i = from; i < to; i++) {
      y[i] = x[i] >= corner ? Math.min(x[i], ceiling) : below * (x[i] - corner);
    }
  }

  @Override
  void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
    float corner = (float) threshold;
    float below = (float) slope;
    float ceiling = (float) most;
    for (int i = from; i < to; i++) {
      dx[i] = x[i] < corner ? below * dy[i] : x[i] < ceiling ? dy[i] : 0;
    }
  }
}
