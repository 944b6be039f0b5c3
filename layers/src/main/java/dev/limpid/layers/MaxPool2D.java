package dev.limpid.layers;

import dev.limpid.core.Rng;
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

  /** For each output of the last pass with backward: where in its input image the maximum was. */
  private int[] argmax = {};

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
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    if (mode.backward() && argmax.length < y.size()) {
      argmax = new int[y.size()];
    }
    int[] remembered = mode.backward() ? argmax : null;
    compute()
        .parallel()
        .forEach(x.batchSize(), image -> poolImage(x.data(), y.data(), image, remembered));
  }

  private void poolImage(float[] x, float[] y, int image, int[] remembered) {
    int start = image * inputShape().size();
    int out = image * outputShape().size();
    for (int p = 0; p < rows.output(); p++) {
      for (int q = 0; q < columns.output(); q++) {
        takeMaximum(x, start, y, out, p, q);
        if (remembered != null) {
          findMaximum(x, start, y, out, p, q, remembered);
        }
        out += channels;
      }
    }
  }

  private void takeMaximum(float[] x, int start, float[] y, int out, int p, int q) {
    boolean first = true;
    for (int r = 0; r < rows.kernel(); r++) {
      for (int s = 0; s < columns.kernel(); s++) {
        if (isOutside(p, r, q, s)) {
          continue;
        }
        int at = start + at(p, r, q, s);
        if (first) {
          System.arraycopy(x, at, y, out, channels);
        } else {
          takeGreater(x, at, y, out, channels);
        }
        first = false;
      }
    }
  }

  /** Goes through the window backwards, so that the first of equal values is the one that stays. */
  private void findMaximum(float[] x, int start, float[] y, int out, int p, int q, int[] found) {
    boolean first = true;
    for (int r = rows.kernel() - 1; r >= 0; r--) {
      for (int s = columns.kernel() - 1; s >= 0; s--) {
        if (isOutside(p, r, q, s)) {
          continue;
        }
        int at = at(p, r, q, s);
        if (first) {
          for (int c = 0; c < channels; c++) {
            found[out + c] = at + c;
          }
        } else {
          takeIfEqual(x, start, at, y, out, channels, found);
        }
        first = false;
      }
    }
  }

  private boolean isOutside(int p, int r, int q, int s) {
    return rows.isOutside(p, r) || columns.isOutside(q, s);
  }

  /** Where a tap lies within its image. */
  private int at(int p, int r, int q, int s) {
    return (rows.at(p, r) * columns.input() + columns.at(q, s)) * channels;
  }

  private static void takeGreater(float[] x, int from, float[] y, int to, int channels) {
    for (int c = 0; c < channels; c++) {
      y[to + c] = Math.max(y[to + c], x[from + c]);
    }
  }

  /**
   * Without a branch, which would be guessed wrong too often: {@code different} is 0 or all ones.
   */
  private static void takeIfEqual(
      float[] x, int start, int at, float[] y, int to, int channels, int[] found) {
    for (int c = 0; c < channels; c++) {
      int difference =
          Float.floatToRawIntBits(x[start + at + c]) ^ Float.floatToRawIntBits(y[to + c]);
      int different = (difference | -difference) >> 31;
      found[to + c] = different & found[to + c] | ~different & (at + c);
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      compute()
          .parallel()
          .forEach(dy.batchSize(), image -> spreadImage(dy.data(), dx.data(), image));
    }
  }

  private void spreadImage(float[] dy, float[] dx, int image) {
    int inputs = inputShape().size();
    int outputs = outputShape().size();
    int start = image * inputs;
    Arrays.fill(dx, start, start + inputs, 0);
    for (int i = image * outputs; i < (image + 1) * outputs; i++) {
      dx[start + argmax[i]] += dy[i];
    }
  }
}
