package dev.limpid.layers.merge;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import java.util.List;
import java.util.Map;

/**
 * The quotient of two inputs, {@code y = x1 / x2}; both of one shape, any. ONNX calls it Div. A
 * division by zero gives an infinity or NaN, as in Java.
 */
public final class Divide extends Merge {
  /** A quotient. */
  public Divide() {}

  @Override
  public Shape outputShape(List<Shape> inputs) {
    if (inputs.size() != 2) {
      throw new IllegalArgumentException(this + ": expected two inputs, got " + inputs.size());
    }
    return SameShape.of(this, inputs);
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public boolean differentiatesInPlace() {
    return false;
  }

  @Override
  protected void onForward(Tensor[] xs, Tensor y, Mode mode) {
    float[] first = xs[0].data();
    float[] second = xs[1].data();
    forRows(
        y.size(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            y.data()[i] = first[i] / second[i];
          }
        });
  }

  /** {@code dx1 = dy / x2, dx2 = -dy x1 / x2^2}. */
  @Override
  protected void onBackward(Tensor[] xs, Tensor y, Tensor dy, Tensor[] dxs) {
    float[] gradient = dy.data();
    float[] first = xs[0].data();
    float[] second = xs[1].data();
    for (int k = 0; k < 2; k++) {
      if (dxs[k] != null) {
        boolean above = k == 0;
        float[] dx = dxs[k].data();
        forRows(
            dy.size(),
            1,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                float share = gradient[i] / second[i];
                dx[i] = above ? share : -share * first[i] / second[i];
              }
            });
      }
    }
  }
}
