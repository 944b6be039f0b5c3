package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * Puts all values of a sample into one row: {@code [H,W,C]} to {@code [H*W*C]}, row-major, channels
 * innermost, as Keras does with NHWC images. (PyTorch flattens NCHW: there channels are outermost.)
 */
public final class Flatten extends Layer {
  /** A layer without options. */
  public Flatten() {}

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(input.size());
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
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    copy(x, y);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      copy(dy, dx);
    }
  }
}
