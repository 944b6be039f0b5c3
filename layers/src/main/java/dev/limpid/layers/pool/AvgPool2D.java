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
 * The mean of each window, channel by channel: {@code [H,W,C]} to {@code [H',W',C]}.
 *
 * <p>Where a window reaches over the edge, the mean is that of the values inside, as in Keras with
 * {@code same}. PyTorch adds the zeros of its explicit padding and divides by the size of the whole
 * window; {@link #countPadding} asks for that.
 */
public final class AvgPool2D extends Layer {
  private Pooling pooling;
  private boolean countPadding;
  private Window rows;
  private Window columns;
  private int channels;

  /** Keras's default: windows of 2x2, stride 2, no padding. */
  public AvgPool2D() {
    this(2);
  }

  /** Square windows side by side, no padding. */
  public AvgPool2D(int size) {
    this(size, size);
  }

  /**
   * Windows side by side, no padding.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public AvgPool2D(int height, int width) {
    pooling = Pooling.of(height, width);
  }

  /** Reads the options that {@link #config} writes. */
  public static AvgPool2D read(Options options) {
    AvgPool2D layer = new AvgPool2D();
    layer.pooling = Pooling.read(options);
    layer.countPadding = options.flag("countPadding");
    return layer;
  }

  @Override
  public AvgPool2D named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets the step from one window to the next in both directions; the window's size by default. */
  public AvgPool2D stride(int stride) {
    return stride(stride, stride);
  }

  /** Sets the step from one window to the next downward and to the right. */
  public AvgPool2D stride(int height, int width) {
    requireNotBuilt();
    pooling = pooling.withStride(height, width);
    return this;
  }

  /**
   * Sets the padding; {@link Padding#VALID} by default.
   *
   * @throws IllegalArgumentException if explicit padding is as large as the window
   */
  public AvgPool2D padding(Padding padding) {
    requireNotBuilt();
    pooling = pooling.withPadding(padding);
    return this;
  }

  /** Sets {@link Padding#SAME}: {@code ceil(size / stride)} windows. */
  public AvgPool2D same() {
    return padding(Padding.SAME);
  }

  /**
   * Sets whether padding counts as zeros; false by default (Keras). PyTorch's default is true
   * ({@code count_include_pad}).
   */
  public AvgPool2D countPadding(boolean counts) {
    requireNotBuilt();
    countPadding = counts;
    return this;
  }

  @Override
  public Map<String, Object> config() {
    Map<String, Object> config = pooling.config();
    config.put("countPadding", countPadding);
    return config;
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
    compute().parallel().forEach(x.batchSize(), image -> poolImage(x.data(), y.data(), image));
  }

  private void poolImage(float[] x, float[] y, int image) {
    int imageStart = image * inputShape().size();
    int out = image * outputShape().size();
    for (int p = 0; p < rows.output(); p++) {
      for (int q = 0; q < columns.output(); q++) {
        Arrays.fill(y, out, out + channels, 0);
        float weight = 1f / count(p, q);
        for (int r = first(rows, p); r < end(rows, p); r++) {
          for (int s = first(columns, q); s < end(columns, q); s++) {
            addScaled(x, imageStart + at(p, r, q, s), weight, y, out, channels);
          }
        }
        out += channels;
      }
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
    int imageStart = image * inputShape().size();
    int out = image * outputShape().size();
    Arrays.fill(dx, imageStart, imageStart + inputShape().size(), 0);
    for (int p = 0; p < rows.output(); p++) {
      for (int q = 0; q < columns.output(); q++) {
        float weight = 1f / count(p, q);
        for (int r = first(rows, p); r < end(rows, p); r++) {
          for (int s = first(columns, q); s < end(columns, q); s++) {
            addScaled(dy, out, weight, dx, imageStart + at(p, r, q, s), channels);
          }
        }
        out += channels;
      }
    }
  }

  /** Where a tap lies within its image. */
  private int at(int p, int r, int q, int s) {
    return (rows.at(p, r) * columns.input() + columns.at(q, s)) * channels;
  }

  /** By how many values the sum of the window at this position is divided. */
  private int count(int p, int q) {
    return countPadding
        ? rows.kernel() * columns.kernel()
        : (end(rows, p) - first(rows, p)) * (end(columns, q) - first(columns, q));
  }

  /** The first tap of a window that lies in the image. */
  private static int first(Window window, int position) {
    return Math.max(0, -window.at(position, 0));
  }

  /** Behind the last of them. */
  private static int end(Window window, int position) {
    return Math.min(window.kernel(), window.input() - window.at(position, 0));
  }

  private static void addScaled(
      float[] source, int from, float weight, float[] target, int to, int channels) {
    for (int c = 0; c < channels; c++) {
      target[to + c] += weight * source[from + c];
    }
  }
}
