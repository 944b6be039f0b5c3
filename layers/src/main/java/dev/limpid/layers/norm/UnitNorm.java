package dev.limpid.layers.norm;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.Map;

/**
 * Scales each row along the last axis to length 1, {@code y = x / max(|x|, 1e-12)}, for inputs of
 * any shape. Keras calls it UnitNormalization, PyTorch {@code normalize}.
 */
public final class UnitNorm extends Layer {
  private static final double LEAST = 1e-12;

  /** Rows of length 1. */
  public UnitNorm() {}

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1) {
      throw new IllegalArgumentException(
          this + ": expected an input with channels or features last, got " + input);
    }
    return input;
  }

  @Override
  public boolean differentiatesInPlace() {
    return true;
  }

  private static double length(float[] x, int from, int width) {
    double square = 0;
    for (int i = from; i < from + width; i++) {
      square += (double) x[i] * x[i];
    }
    return Math.max(Math.sqrt(square), LEAST);
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int width = inputShape().dim(-1);
    forRows(
        x.size() / width,
        width,
        (first, end) -> {
          for (int row = first; row < end; row++) {
            double length = length(x.data(), row * width, width);
            for (int i = row * width; i < (row + 1) * width; i++) {
              y.data()[i] = (float) (x.data()[i] / length);
            }
          }
        });
  }

  /** {@code dx = (dy - y sum(y dy)) / |x|}. */
  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    int width = inputShape().dim(-1);
    forRows(
        dy.size() / width,
        width,
        (first, end) -> {
          for (int row = first; row < end; row++) {
            differentiate(x.data(), dy.data(), dx.data(), row * width, width);
          }
        });
  }

  private static void differentiate(float[] x, float[] dy, float[] dx, int from, int width) {
    double length = length(x, from, width);
    double along = 0;
    if (length > LEAST) {
      for (int i = from; i < from + width; i++) {
        along += x[i] / length * dy[i];
      }
    }
    for (int i = from; i < from + width; i++) {
      dx[i] = (float) ((dy[i] - x[i] / length * along) / length);
    }
  }
}
