package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * A function applied to each value, whose derivative can't be told from its result: so its input is
 * kept.
 */
abstract class InputActivation extends Layer {
  /**
   * Values that are copied to buffers, 4 KB, where a formula takes several steps: HotSpot makes
   * vector instructions of loops whose arrays have one plain index.
   */
  static final int BLOCK = 1 << 10;

  /** Sets {@code y[i]} for {@code from <= i < to}. */
  abstract void apply(float[] x, float[] y, int from, int to);

  /** Sets {@code dx[i]} for {@code from <= i < to}; {@code dy} and {@code dx} may be the same. */
  abstract void differentiate(float[] x, float[] dy, float[] dx, int from, int to);

  @Override
  public final Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public final boolean differentiatesInPlace() {
    return true;
  }

  @Override
  protected final void onForward(Tensor x, Tensor y, Mode mode) {
    forRows(x.size(), 1, (from, to) -> apply(x.data(), y.data(), from, to));
  }

  @Override
  protected final void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      forRows(dy.size(), 1, (from, to) -> differentiate(x.data(), dy.data(), dx.data(), from, to));
    }
  }
}
