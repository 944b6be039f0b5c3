package dev.limpid.layers.merge;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Its inputs side by side along the last axis: the channels of images {@code [H, W, C1]}, {@code
 * [H, W, C2]} become {@code [H, W, C1 + C2]}. All other dimensions have to be equal. Keras calls it
 * Concatenate.
 */
public final class Concat extends Merge {
  /** Channels or features side by side. */
  public Concat() {}

  @Override
  public Shape outputShape(List<Shape> inputs) {
    int[] dims = inputs.get(0).toArray();
    if (dims.length == 0) {
      throw new IllegalArgumentException(
          this + ": expected inputs with channels or features last, got " + inputs);
    }
    int last = dims.length - 1;
    dims[last] = 0;
    for (Shape input : inputs) {
      int[] other = input.toArray();
      if (other.length != dims.length || Arrays.mismatch(other, 0, last, dims, 0, last) >= 0) {
        throw new IllegalArgumentException(
            this + ": expected inputs that differ in the last dimension alone, got " + inputs);
      }
      dims[last] = Math.addExact(dims[last], other[last]);
    }
    return Shape.of(dims);
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
    int width = outputShape().dim(-1);
    int at = 0;
    for (Tensor x : xs) {
      int own = x.shape().dim(-1);
      int offset = at;
      forRows(
          y.size() / width,
          own,
          (from, to) -> {
            for (int row = from; row < to; row++) {
              System.arraycopy(x.data(), row * own, y.data(), row * width + offset, own);
            }
          });
      at += own;
    }
  }

  /** Each input gets its part of {@code dy}. */
  @Override
  protected void onBackward(Tensor[] xs, Tensor y, Tensor dy, Tensor[] dxs) {
    int width = outputShape().dim(-1);
    int at = 0;
    for (int k = 0; k < dxs.length; k++) {
      int own = dxs.length == 1 ? width : inputShapes().get(k).dim(-1);
      int offset = at;
      Tensor dx = dxs[k];
      if (dx != null) {
        forRows(
            dy.size() / width,
            own,
            (from, to) -> {
              for (int row = from; row < to; row++) {
                System.arraycopy(dy.data(), row * width + offset, dx.data(), row * own, own);
              }
            });
      }
      at += own;
    }
  }
}
