package dev.limpid.layers;

/**
 * The hyperbolic tangent, {@code y = tanh(x)}, for inputs of any shape; at most 3 units in the last
 * place off. Its derivative is {@code 1 - y^2}.
 */
public final class Tanh extends Activation {
  /** A hyperbolic tangent. */
  public Tanh() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    compute().rowKernels().tanh(x, y, from, to);
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = dy[i] * ((1 - y[i]) * (1 + y[i]));
    }
  }
}
