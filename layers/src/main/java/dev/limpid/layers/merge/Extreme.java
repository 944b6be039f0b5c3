package dev.limpid.layers.merge;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import java.util.List;
import java.util.Map;

/** The greatest, or the least, of several inputs, value by value. */
abstract class Extreme extends Merge {
  /** 1 for the greatest, -1 for the least. */
  abstract int sign();

  @Override
  public final Shape outputShape(List<Shape> inputs) {
    return SameShape.of(this, inputs);
  }

  @Override
  public final Map<String, Object> config() {
    return Map.of();
  }

  @Override
  protected final void onForward(Tensor[] xs, Tensor y, Mode mode) {
    forRows(
        y.size(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            y.data()[i] = xs[which(xs, i)].data()[i];
          }
        });
  }

  /** The first of those that are as great as any; a NaN is. */
  private int which(Tensor[] xs, int i) {
    int best = 0;
    for (int k = 1; k < xs.length; k++) {
      if (!(sign() * xs[k].data()[i] <= sign() * xs[best].data()[i])) {
        best = k;
      }
    }
    return best;
  }

  /** The gradient goes to the input that was taken. */
  @Override
  protected final void onBackward(Tensor[] xs, Tensor y, Tensor dy, Tensor[] dxs) {
    forRows(
        dy.size(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            int taken = which(xs, i);
            for (int k = 0; k < dxs.length; k++) {
              if (dxs[k] != null) {
                dxs[k].data()[i] = k == taken ? dy.data()[i] : 0;
              }
            }
          }
        });
  }
}
