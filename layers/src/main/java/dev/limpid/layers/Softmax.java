package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * Turns scores into probabilities along the last axis: {@code y[i] = exp(x[i]) / sum over j of
 * exp(x[j])}, for inputs of any shape.
 *
 * <p>The greatest score is subtracted first, so that nothing overflows, and sums are float64. A
 * classifier is trained on the scores before this layer ({@link Sequential#forwardToLogits}) with
 * {@link SoftmaxCrossEntropy}; a softmax of its output would be a second one.
 */
public final class Softmax extends Layer {
  /** A softmax over the last axis. */
  public Softmax() {}

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() == 0 || input.size() == 0) {
      throw new IllegalArgumentException(
          this + ": expected at least one score a sample, got " + input);
    }
    return input;
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  public boolean keepsOutput() {
    return true;
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int width = inputShape().dim(-1);
    Work.rows(
        compute().parallel(),
        x.size() / width,
        width,
        (from, to) -> normalize(x.data(), y.data(), width, from, to));
  }

  private static void normalize(float[] x, float[] y, int width, int fromRow, int toRow) {
    for (int row = fromRow; row < toRow; row++) {
      int start = row * width;
      float greatest = x[start];
      for (int i = start + 1; i < start + width; i++) {
        greatest = Math.max(greatest, x[i]);
      }
      double sum = 0;
      for (int i = start; i < start + width; i++) {
        double e = Math.exp((double) x[i] - greatest);
        sum += e;
        y[i] = (float) e;
      }
      for (int i = start; i < start + width; i++) {
        y[i] = (float) (y[i] / sum);
      }
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      int width = inputShape().dim(-1);
      Work.rows(
          compute().parallel(),
          dy.size() / width,
          width,
          (from, to) -> differentiate(y.data(), dy.data(), dx.data(), width, from, to));
    }
  }

  /** {@code dx[i] = y[i] * (dy[i] - sum over j of dy[j] * y[j])}. */
  private static void differentiate(
      float[] y, float[] dy, float[] dx, int width, int fromRow, int toRow) {
    for (int row = fromRow; row < toRow; row++) {
      int start = row * width;
      double mean = 0;
      for (int i = start; i < start + width; i++) {
        mean += (double) dy[i] * y[i];
      }
      for (int i = start; i < start + width; i++) {
        dx[i] = (float) (y[i] * (dy[i] - mean));
      }
    }
  }
}
