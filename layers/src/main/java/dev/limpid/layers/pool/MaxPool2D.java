package dev.limpid.layers.pool;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
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

  /** Reads the options that {@link #config} writes. */
  public static MaxPool2D read(Options options) {
    MaxPool2D layer = new MaxPool2D();
    layer.pooling = Pooling.read(options);
    return options.has("dilation") ? layer.dilation(options.integer("dilation")) : layer;
  }

  @Override
  public MaxPool2D named(String newName) {
    super.named(newName);
    return this;
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

  /**
   * Sets the distance between neighbouring values of a window in both directions; 1 by default.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public MaxPool2D dilation(int dilation) {
    requireNotBuilt();
    pooling = pooling.withDilation(dilation);
    return this;
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
  }

  @Override
  protected void onFirstPass() {
    taps = new PoolRows(rows, columns, channels);
  }

  /** A piece of work is some rows of the output, so that one image keeps all threads busy. */
  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    if (mode.backward() && argmax.length < y.size()) {
      argmax = new float[y.size()];
    }
    float[] remembered = mode.backward() ? argmax : null;
    forRows(
        x.batchSize() * rows.output(),
        taps.length() * taps.count(),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            poolRow(x.data(), y.data(), row, remembered);
          }
        });
  }

  /** Takes the maximum tap by tap, for a whole row of windows. */
  private void poolRow(float[] x, float[] y, int row, float[] remembered) {
    int length = taps.length();
    int start = row * length;
    if (remembered == null && taps.areFourInside(row)) {
      int below = columns.input() * channels;
      compute()
          .rowKernels()
          .poolFour(
              x, taps.pixel(row, 0), below, taps.step(), columns.output(), channels, y, start);
      return;
    }
    Arrays.fill(y, start, start + length, Float.NEGATIVE_INFINITY);
    if (remembered != null) {
      Arrays.fill(remembered, start, start + length, -1);
    }
    for (int tap = 0; tap < taps.count(); tap++) {
      int windows = taps.windows(row, tap);
      if (windows > 0) {
        compute()
            .rowKernels()
            .poolTap(
                x,
                taps.pixel(row, tap),
                taps.step(),
                windows,
                channels,
                y,
                remembered,
                start + taps.first(tap),
                tap);
      }
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
    if (!taps.coverAll()) {
      Arrays.fill(dx, image * size, (image + 1) * size, 0);
    }
    for (int row = image * rows.output(); row < (image + 1) * rows.output(); row++) {
      for (int tap = 0; tap < taps.count(); tap++) {
        int windows = taps.windows(row, tap);
        if (windows > 0) {
          compute()
              .rowKernels()
              .unpoolTap(
                  dy,
                  argmax,
                  row * taps.length() + taps.first(tap),
                  windows,
                  channels,
                  tap,
                  dx,
                  taps.pixel(row, tap),
                  taps.step(),
                  taps.overlap());
        }
      }
    }
  }
}
