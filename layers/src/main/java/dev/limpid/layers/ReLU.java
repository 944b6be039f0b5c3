package dev.limpid.layers;

/**
 * The rectifier, {@code y = max(x, 0)}, for inputs of any shape. Its derivative at 0 is taken as 0,
 * as in Keras and PyTorch. A NaN stays one.
 *
 * <p>Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines" (2010).
 */
public final class ReLU extends Activation {
  /** A rectifier. */
  public ReLU() {}

  @Override
  public InferenceForm inferenceForm() {
    return new InferenceForm.Rectifier();
  }

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.max(x[i], 0f);
    }
  }

  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = dy[i] * whetherPositive(y[i]);
    }
  }
}
