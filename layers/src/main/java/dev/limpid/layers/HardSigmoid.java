package dev.limpid.layers;

/**
 * A sigmoid of three straight pieces, {@code y = min(max(x / 6 + 1/2, 0), 1)}, for inputs of any
 * shape; as in PyTorch and Keras 3. (Keras 2 had the slope 1/5.)
 */
public final class HardSigmoid extends Activation {
  /** A sigmoid of three pieces. */
  public HardSigmoid() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.min(Math.max(x[i] / 6 + 0.5f, 0f), 1f);
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = y[i] > 0 && y[i] < 1 ? dy[i] / 6 : 0;
    }
  }
}
