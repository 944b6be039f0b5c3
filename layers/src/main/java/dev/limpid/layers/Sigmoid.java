package dev.limpid.layers;

/**
 * The logistic function, {@code y = 1 / (1 + exp(-x))}, for inputs of any shape; at most 3 units in
 * the last place off, and below -87 it may be 0. Its derivative is {@code y (1 - y)}.
 */
public final class Sigmoid extends Activation {
  /** A logistic function. */
  public Sigmoid() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    compute().rowKernels().sigmoid(x, y, from, to);
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = dy[i] * (y[i] * (1 - y[i]));
    }
  }
}
