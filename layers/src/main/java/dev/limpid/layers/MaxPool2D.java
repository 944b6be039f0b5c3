package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.util.Arrays;
import java.util.Map;

/**
 * The maximum of each window, channel by channel: {@code [H,W,C]} to {@code [H',W',C]}.
 *
 * <p>Padding never wins: it counts as minus infinity, as in Keras and PyTorch. A NaN always wins,
 * so that it is not lost. The gradient goes to the maximum alone; where several values are equal,
 * to the first of them in row-major order.
 */
public final class MaxPool2D extends Layer {
  private Pooling pooling;
  private Window rows;
  private Window columns;
  private int channels;

  /** For each output of the last pass with backward: which tap of its window was the maximum. */
  private float[] argmax = {};

  private PoolRows taps;

  /** Keras's default: windows of 2x2, stride 2, no padding. */
  public MaxPool2D() {
    this(2);
  }

  /** Square windows side by side, no padding. */
  public MaxPool2D(int size) {
    this(size, size);
  }

  /**
   * Windows side by side, no padding.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public MaxPool2D(int height, int width) {
    pooling = Pooling.of(height, width);
  }

  static MaxPool2D read(Options options) {
    MaxPool2D layer = new MaxPool2D();
    layer.pooling = Pooling.read(options);
    return layer;
  }

  /** Sets the step from one window to the next in both directions; the window's size by default. */
  public MaxPool2D stride(int stride) {
    return stride(stride, stride);
  }

  /** Sets the step from one window to the next downward and to the right. */
  public MaxPool2D stride(int height, int width) {
    requireNotBuilt();
    pooling = pooling.withStride(height, width);
    return this;
  }

  /**
   * Sets the padding; {@link Padding#VALID} by default.
   *
   * @throws IllegalArgumentException if explicit padding is as large as the window
   */
  public MaxPool2D padding(Padding padding) {
    requireNotBuilt();
    pooling = pooling.withPadding(padding);
    return this;
  }

  /** Sets {@link Padding#SAME}: {@code ceil(size / stride)} windows. */
  public MaxPool2D same() {
    return padding(Padding.SAME);
  }

  @Override
  public Map<String, Object> config() {
    return pooling.config();
  }

  @Override
  public Shape outputShape(Shape input) {
    return pooling.outputShape(this, input);
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    rows = pooling.rows(input);
    columns = pooling.columns(input);
    channels = input.dim(2);
    taps = new PoolRows(rows, columns, channels);
  }

  /** A piece of work is some rows of the output, so that one image keeps all threads busy. */
  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    if (mode.backward() && argmax.length < y.size()) {
      argmax = new float[y.size()];
    }
    float[] remembered = mode.backward() ? argmax : null;
    Work.rows(
        compute().parallel(),
        x.batchSize() * rows.output(),
        taps.length() * taps.count(),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            poolRow(x.data(), y.data(), row, remembered);
          }
        });
  }

  /** Takes the maximum of each tap's values and those before it, for a whole row of windows. */
  private void poolRow(float[] x, float[] y, int row, float[] remembered) {
    int length = taps.length();
    Scratch scratch = Scratch.current();
    float[] values = scratch.atLeast(Slot.ROWS, length);
    float[] greatest = scratch.atLeast(Slot.MORE_ROWS, length);
    float[] finite = scratch.atLeast(Slot.ROW_SUMS, length);
    float[] best = scratch.atLeast(Slot.MORE_ROW_SUMS, length);
    Arrays.fill(greatest, 0, length, Float.NEGATIVE_INFINITY);
    Arrays.fill(finite, 0, length, Float.NEGATIVE_INFINITY);
    Arrays.fill(best, 0, length, 0);
    for (int tap = 0; tap < taps.count(); tap++) {
      if (taps.isOutside(row, tap)) {
        continue;
      }
      taps.gather(x, row, tap, values);
      int from = taps.first(tap);
      int to = taps.end(tap);
      takeGreater(values, greatest, from, to);
      if (remembered != null) {
        rememberGreater(values, finite, best, tap, from, to);
      }
    }
    System.arraycopy(greatest, 0, y, row * length, length);
    if (remembered != null) {
      System.arraycopy(best, 0, remembered, row * length, length);
    }
  }

  private static void takeGreater(float[] values, float[] greatest, int from, int to) {
    for (int i = from; i < to; i++) {
      greatest[i] = Math.max(greatest[i], values[i]);
    }
  }

  /**
   * Sets {@code best[i] = tap} where the value is greater than all before it, in arithmetic alone.
   * Infinities count as the greatest finite numbers, because their difference would be a NaN.
   */
  private static void rememberGreater(
      float[] values, float[] greatest, float[] best, float tap, int from, int to) {
    for (int i = from; i < to; i++) {
      float value = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, values[i]));
      float isGreater = Activation.whetherPositive(value - greatest[i]);
      best[i] += isGreater * (tap - best[i]);
      greatest[i] = Math.max(greatest[i], value);
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    compute().parallel().forEach(dy.batchSize(), image -> spreadImage(dy.data(), dx.data(), image));
  }

  private void spreadImage(float[] dy, float[] dx, int image) {
    int size = inputShape().size();
    Arrays.fill(dx, image * size, (image + 1) * size, 0);
    int length = taps.length();
    Scratch scratch = Scratch.current();
    float[] gradients = scratch.atLeast(Slot.ROWS, length);
    float[] best = scratch.atLeast(Slot.MORE_ROWS, length);
    float[] ofTap = scratch.atLeast(Slot.ROW_SUMS, length);
    for (int row = image * rows.output(); row < (image + 1) * rows.output(); row++) {
      System.arraycopy(dy, row * length, gradients, 0, length);
      System.arraycopy(argmax, row * length, best, 0, length);
      for (int tap = 0; tap < taps.count(); tap++) {
        if (!taps.isOutside(row, tap)) {
          select(gradients, best, tap, ofTap, taps.first(tap), taps.end(tap));
          taps.scatter(ofTap, row, tap, dx);
        }
      }
    }
  }

  /** {@code selected[i] = gradients[i]} where the tap is the best one, 0 elsewhere. */
  private static void select(
      float[] gradients, float[] best, float tap, float[] selected, int from, int to) {
    for (int i = from; i < to; i++) {
      selected[i] = gradients[i] * (1 - Math.min(1f, Math.abs(best[i] - tap)));
    }
  }
}
