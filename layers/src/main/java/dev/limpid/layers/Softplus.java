package dev.limpid.layers;

/**
 * A smooth rectifier, {@code y = ln(1 + exp(x))}, for inputs of any shape; computed so that no x
 * overflows.
 *
 * <p>Dugas, Bengio, Belisle, Nadeau and Garcia, "Incorporating Second-Order Functional Knowledge
 * for Better Option Pricing" (2001).
 */
public final class Softplus extends Activation {
  /** A smooth rectifier. */
  public Softplus() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) (Math.max(x[i], 0f) + Math.log1p(Math.exp(-Math.abs(x[i]))));
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = (float) (dy[i] * -Math.expm1(-y[i])); // sigmoid(x) = 1 - exp(-y)
    }
  }
}
