package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * Maps all values by the same straight line, {@code y = x scale + offset}, for inputs of any shape;
 * such as {@code new Rescaling(2, -1)} for images of 0..1 where a network wants -1..1. As in Keras.
 */
public final class Rescaling extends Layer {
  private final double scale;
  private final double offset;

  /**
   * A straight line.
   *
   * @throws IllegalArgumentException if a number is not finite
   */
  public Rescaling(double scale, double offset) {
    if (!(Math.abs(scale) <= Float.MAX_VALUE && Math.abs(offset) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "Rescaling: scale and offset must be finite, but are " + scale + " and " + offset);
    }
    this.scale = scale;
    this.offset = offset;
  }

  /** Reads the options that {@link #config} writes. */
  public static Rescaling read(Options options) {
    return new Rescaling(options.number("scale"), options.number("offset"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("scale", scale, "offset", offset);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
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
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    line(x.data(), y.data(), x.size(), (float) offset);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      line(dy.data(), dx.data(), dy.size(), 0);
    }
  }

  private void line(float[] from, float[] to, int size, float shift) {
    float factor = (float) scale;
    forRows(
        size,
        1,
        (first, end) -> {
          for (int i = first; i < end; i++) {
            to[i] = from[i] * factor + shift;
          }
        });
  }
}
