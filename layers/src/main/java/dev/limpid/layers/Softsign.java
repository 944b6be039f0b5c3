package dev.limpid.layers;

/**
 * A squashing function with slow tails, {@code y = x / (1 + |x|)}, for inputs of any shape.
 *
 * <p>Turian, Bergstra and Bengio, "Quadratic Features and Deep Architectures for Chunking" (2009).
 */
public final class Softsign extends Activation {
  /** A squashing function. */
  public Softsign() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] / (1 + Math.abs(x[i]));
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      float left = 1 - Math.abs(y[i]); // 1 / (1 + |x|)
      dx[i] = dy[i] * left * left;
    }
  }
}
