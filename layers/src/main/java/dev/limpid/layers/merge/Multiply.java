package dev.limpid.layers.merge;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import java.util.List;
import java.util.Map;

/**
 * The product of its inputs, value by value, {@code y = x1 x2 ...}; all of one shape, any. Keras
 * calls it Multiply too.
 */
public final class Multiply extends Merge {
  /** A product. */
  public Multiply() {}

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return SameShape.of(this, inputs);
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  protected void onForward(Tensor[] xs, Tensor y, Mode mode) {
    forRows(y.size(), 1, (from, to) -> multiplyOthers(xs, xs.length, null, y.data(), from, to));
  }

  /** {@code dxk = dy} times all inputs but xk. */
  @Override
  protected void onBackward(Tensor[] xs, Tensor y, Tensor dy, Tensor[] dxs) {
    for (int k = 0; k < dxs.length; k++) {
      if (dxs[k] != null) {
        int but = k;
        float[] dx = dxs[k].data();
        forRows(dy.size(), 1, (from, to) -> multiplyOthers(xs, but, dy.data(), dx, from, to));
      }
    }
  }

  @Override
  public boolean differentiatesInPlace() {
    return false;
  }

  /** Sets the product of a factor, 1 if it is null, and all inputs but one. */
  private static void multiplyOthers(
      Tensor[] xs, int but, float[] factor, float[] product, int from, int to) {
    for (int i = from; i < to; i++) {
      product[i] = factor == null ? 1 : factor[i];
    }
    for (int k = 0; k < xs.length; k++) {
      if (k != but) {
        float[] x = xs[k].data();
        for (int i = from; i < to; i++) {
          product[i] *= x[i];
        }
      }
    }
  }
}
