package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * The logarithm of {@link Softmax} along the last axis: {@code y[i] = x[i] - log(sum over j of
 * exp(x[j]))}, for inputs of any shape. Stable: the greatest score is subtracted first.
 */
public final class LogSoftmax extends Layer {
  /** A log-softmax over the last axis. */
  public LogSoftmax() {}

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
        sum += Math.exp((double) x[i] - greatest);
      }
      double logSum = greatest + Math.log(sum);
      for (int i = start; i < start + width; i++) {
        y[i] = (float) (x[i] - logSum);
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

  /** {@code dx[i] = dy[i] - exp(y[i]) * sum over j of dy[j]}. */
  private static void differentiate(
      float[] y, float[] dy, float[] dx, int width, int fromRow, int toRow) {
    for (int row = fromRow; row < toRow; row++) {
      int start = row * width;
      double sum = 0;
      for (int i = start; i < start + width; i++) {
        sum += dy[i];
      }
      for (int i = start; i < start + width; i++) {
        dx[i] = (float) (dy[i] - Math.exp(y[i]) * sum);
      }
    }
  }
}
