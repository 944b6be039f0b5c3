package dev.limpid.layers;

/**
 * A Swish of three pieces, {@code y = x min(max(x + 3, 0), 6) / 6}, for inputs of any shape.
 *
 * <p>Howard and others, "Searching for MobileNetV3", 2019, arXiv:1905.02244.
 */
public final class HardSwish extends InputActivation {
  /** A Swish of three pieces. */
  public HardSwish() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = x[i] * Math.min(Math.max(x[i] + 3, 0f), 6f) / 6;
    }
  }

  @Override
  void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      float slope = x[i] <= -3 ? 0 : x[i] < 3 ? (2 * x[i] + 3) / 6 : 1;
      dx[i] = dy[i] * slope;
    }
  }
}
