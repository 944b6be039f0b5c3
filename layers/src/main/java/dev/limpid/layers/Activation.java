package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * A function applied to each value, whose derivative can be told from its result alone: so it works
 * in place, and only the output is kept.
 */
abstract class Activation extends Layer {
  private static final float HUGE = Float.MAX_VALUE;

  private static final Forward DONE = (x, y, mode) -> {};

  /** Sets {@code y[i]} for {@code from <= i < to}; both arrays may be the same. */
  abstract void apply(float[] x, float[] y, int from, int to);

  /** Sets {@code dx[i]} for {@code from <= i < to}; {@code dy} and {@code dx} may be the same. */
  abstract void differentiate(float[] y, float[] dy, float[] dx, int from, int to);

  /**
   * 1 where {@code value > 0}, 0 elsewhere, NaN of a NaN. In arithmetic alone, which HotSpot turns
   * into vector instructions; a comparison it doesn't, and a branch would be guessed wrong half the
   * time. The least positive number times {@code HUGE} twice is above 1.
   */
  static float whetherPositive(float value) {
    return Math.max(0f, Math.min(1f, value * HUGE * HUGE));
  }

  @Override
  public final Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Map<String, Object> config() {
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

  /** The forward pass where the layer before has applied the function to what it put out. */
  final void forwardDone(Tensor y, Mode mode) {
    forward(y, y, mode, DONE);
  }

  @Override
  protected final void onForward(Tensor x, Tensor y, Mode mode) {
    forRows(x.size(), 1, (from, to) -> apply(x.data(), y.data(), from, to));
  }

  @Override
  protected final void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      forRows(dy.size(), 1, (from, to) -> differentiate(y.data(), dy.data(), dx.data(), from, to));
    }
  }
}
