package dev.limpid.layers;

/**
 * The rectifier that stops at 6, {@code y = min(max(x, 0), 6)}, for inputs of any shape. Its
 * derivative at 0 and at 6 is taken as 0, as in PyTorch.
 *
 * <p>Howard and others, "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision
 * Applications", 2017, arXiv:1704.04861.
 */
public final class ReLU6 extends Activation {
  /** A rectifier with a ceiling. */
  public ReLU6() {}

  @Override
  public InferenceForm inferenceForm() {
    return new InferenceForm.Rectifier(6);
  }

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.min(Math.max(x[i], 0f), 6f);
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = y[i] > 0 && y[i] < 6 ? dy[i] : 0;
    }
  }
}
