package dev.limpid.layers;

/**
 * The hyperbolic tangent, {@code y = tanh(x)}, for inputs of any shape; computed in float64,
 * rounded to float32. Its derivative is {@code 1 - y^2}.
 */
public final class Tanh extends Activation {
  /** A hyperbolic tangent. */
  public Tanh() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.tanh(x[i]);
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = dy[i] * ((1 - y[i]) * (1 + y[i]));
    }
  }
}
