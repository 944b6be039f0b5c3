package dev.limpid.layers;

/**
 * The scaled exponential linear unit, {@code y = scale x} for positive x and {@code scale alpha
 * (exp(x) - 1)} for others, with constants that keep mean 0 and variance 1; for inputs of any
 * shape.
 *
 * <p>Klambauer, Unterthiner, Mayr and Hochreiter, "Self-Normalizing Neural Networks", 2017,
 * arXiv:1706.02515.
 */
public final class SELU extends Activation {
  private static final double ALPHA = 1.6732632423543772;
  private static final double SCALE = 1.0507009873554805;

  /** A scaled exponential linear unit. */
  public SELU() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) (SCALE * (x[i] > 0 ? x[i] : ALPHA * Math.expm1(x[i])));
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = (float) (dy[i] * (y[i] > 0 ? SCALE : y[i] + SCALE * ALPHA));
    }
  }
}
