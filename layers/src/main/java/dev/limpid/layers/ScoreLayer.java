package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Map;

/** Normalises the scores of each row along the last axis; keeps the output alone. */
abstract class ScoreLayer extends Layer {
  /**
   * Sets {@code y[i]} of one row, {@code from <= i < from + width}; both arrays may be the same.
   */
  abstract void normalize(float[] x, float[] y, int from, int width);

  /** Sets {@code dx[i]} of one row; {@code dy} and {@code dx} may be the same. */
  abstract void differentiate(float[] y, float[] dy, float[] dx, int from, int width);

  @Override
  public final Shape outputShape(Shape input) {
    if (input.rank() == 0 || input.size() == 0) {
      throw new IllegalArgumentException(
          this + ": expected at least one score a sample, got " + input);
    }
    return input;
  }

  @Override
  public final Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public final boolean worksInPlace() {
    return true;
  }

  @Override
  public final boolean keepsInput() {
    return false;
  }

  @Override
  public final boolean keepsOutput() {
    return true;
  }

  @Override
  protected final void onForward(Tensor x, Tensor y, Mode mode) {
    int width = inputShape().dim(-1);
    forRows(
        x.size() / width,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            normalize(x.data(), y.data(), row * width, width);
          }
        });
  }

  @Override
  protected final void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    int width = inputShape().dim(-1);
    forRows(
        dy.size() / width,
        width,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            differentiate(y.data(), dy.data(), dx.data(), row * width, width);
          }
        });
  }
}
