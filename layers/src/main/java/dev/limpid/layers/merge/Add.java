package dev.limpid.layers.merge;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import java.util.List;
import java.util.Map;

/**
 * The sum of its inputs, {@code y = x1 + x2 + ...}, added in their order; all of one shape, any.
 * Keras calls it Add too.
 */
public final class Add extends Merge {
  /** A sum. */
  public Add() {}

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return SameShape.of(this, inputs);
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
  protected void onForward(Tensor[] xs, Tensor y, Mode mode) {
    float[] sum = y.data();
    float[] first = xs[0].data();
    if (xs.length == 1) {
      forRows(y.size(), 1, (from, to) -> System.arraycopy(first, from, sum, from, to - from));
    }
    for (int k = 1; k < xs.length; k++) {
      float[] before = k == 1 ? first : sum;
      float[] x = xs[k].data();
      forRows(
          y.size(),
          1,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              sum[i] = before[i] + x[i];
            }
          });
    }
  }

  /** {@code dx1 = dx2 = ... = dy}. */
  @Override
  protected void onBackward(Tensor[] xs, Tensor y, Tensor dy, Tensor[] dxs) {
    float[] gradient = dy.data();
    for (Tensor dx : dxs) {
      if (dx != null && dx != dy) {
        float[] copy = dx.data();
        forRows(
            dy.size(), 1, (from, to) -> System.arraycopy(gradient, from, copy, from, to - from));
      }
    }
  }
}
