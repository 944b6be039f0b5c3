package dev.limpid.layers;

/**
 * The logistic function, {@code y = 1 / (1 + exp(-x))}, for inputs of any shape; computed in
 * float64, rounded to float32. Its derivative is {@code y (1 - y)}.
 */
public final class Sigmoid extends Activation {
  /** A logistic function. */
  public Sigmoid() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) (1 / (1 + Math.exp(-x[i])));
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = dy[i] * (y[i] * (1 - y[i]));
    }
  }
}
