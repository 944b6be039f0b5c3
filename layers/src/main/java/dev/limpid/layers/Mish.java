package dev.limpid.layers;

/**
 * {@code y = x tanh(ln(1 + exp(x)))}, for inputs of any shape.
 *
 * <p>Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019, arXiv:1908.08681.
 */
public final class Mish extends InputActivation {
  /** A Mish. */
  public Mish() {}

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) (x[i] * Math.tanh(softplus(x[i])));
    }
  }

  @Override
  void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      double tanh = Math.tanh(softplus(x[i]));
      double sigmoid = 1 / (1 + Math.exp(-x[i]));
      dx[i] = (float) (dy[i] * (tanh + x[i] * sigmoid * (1 - tanh * tanh)));
    }
  }
}
