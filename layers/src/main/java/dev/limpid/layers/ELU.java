package dev.limpid.layers;

import java.util.Map;

/**
 * The exponential linear unit, {@code y = x} for positive x and {@code alpha (exp(x) - 1)} for
 * others, for inputs of any shape.
 *
 * <p>Clevert, Unterthiner and Hochreiter, "Fast and Accurate Deep Network Learning by Exponential
 * Linear Units (ELUs)", 2015, arXiv:1511.07289.
 */
public final class ELU extends Activation {
  private final double alpha;

  /** Alpha 1, as in Keras and PyTorch. */
  public ELU() {
    this(1);
  }

  /**
   * An exponential linear unit.
   *
   * @param alpha what it tends to on the negative side, with the opposite sign; not negative
   * @throws IllegalArgumentException if it is negative, infinite or NaN
   */
  public ELU(double alpha) {
    if (!(alpha >= 0 && alpha <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "ELU: alpha must be 0 or more and finite, but is " + alpha);
    }
    this.alpha = alpha;
  }

  /** Reads the options that {@link #config} writes. */
  public static ELU read(Options options) {
    return new ELU(options.number("alpha"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("alpha", alpha);
  }

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] > 0 ? x[i] : (float) (alpha * Math.expm1(x[i]));
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = y[i] > 0 ? dy[i] : (float) (dy[i] * (y[i] + alpha));
    }
  }
}
