package dev.limpid.layers;

/**
 * The sigmoid-weighted linear unit, {@code y = x / (1 + exp(-x))}, for inputs of any shape; known
 * as Swish too, Keras's {@code silu}.
 *
 * <p>Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units for Neural Network Function
 * Approximation in Reinforcement Learning", 2017, arXiv:1702.03118.
 */
public final class SiLU extends InputActivation {
  /** A sigmoid-weighted linear unit. */
  public SiLU() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) (x[i] / (1 + Math.exp(-x[i])));
    }
  }

  @Override
  void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      double sigmoid = 1 / (1 + Math.exp(-x[i]));
      dx[i] = (float) (dy[i] * sigmoid * (1 + x[i] * (1 - sigmoid)));
    }
  }
}
