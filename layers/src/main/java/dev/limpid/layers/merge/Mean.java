package dev.limpid.layers.merge;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import java.util.List;
import java.util.Map;

/**
 * The mean of its inputs, {@code y = (x1 + ... + xn) / n}; all of one shape, any. Keras calls it
 * Average.
 */
public final class Mean extends Merge {
  /** A mean. */
  public Mean() {}

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return SameShape.of(this, inputs);
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onForward(Tensor[] xs, Tensor y, Mode mode) {
    float[] mean = y.data();
    forRows(
        y.size(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float sum = xs[0].data()[i];
            for (int k = 1; k < xs.length; k++) {
              sum += xs[k].data()[i];
            }
            mean[i] = sum / xs.length;
          }
        });
  }

  /** {@code dxk = dy / n}. */
  @Override
  protected void onBackward(Tensor[] xs, Tensor y, Tensor dy, Tensor[] dxs) {
    float[] gradient = dy.data();
    for (Tensor dx : dxs) {
      if (dx != null) {
        forRows(
            dy.size(),
            1,
            (from, to) -> {
              for (int i = from; i < to; i++) {
                dx.data()[i] = gradient[i] / xs.length;
              }
            });
      }
    }
  }
}
