package dev.limpid.layers.resize;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
import java.util.Arrays;
import java.util.Map;

/**
 * Enlarges an image by interpolation between neighbouring pixels: {@code [H, W, C]} to {@code [H
 * height, W width, C]}.
 *
 * <pre>
 * y[p] = (1 - w) x[i] + w x[i + 1]      i + w = (p + 1/2) / factor - 1/2, within the image
 * </pre>
 *
 * <p>along both axes. Half-pixel centres: Keras's UpSampling2D with {@code bilinear}, PyTorch's
 * Upsample with {@code align_corners=False}.
 */
public final class BilinearUpSampling2D extends Layer {
  private final int height;
  private final int width;
  private Axis rows;
  private Axis columns;

  /** Where the output's rows (or columns) lie between the input's. */
  private record Axis(int[] below, int[] above, float[] weights) {
    static Axis of(int size, int factor) {
      int[] below = new int[size * factor];
      int[] above = new int[size * factor];
      float[] weights = new float[size * factor];
      for (int p = 0; p < below.length; p++) {
        double at = Math.max(0, (p + 0.5) / factor - 0.5);
        below[p] = Math.min((int) at, size - 1);
        above[p] = Math.min(below[p] + 1, size - 1);
        weights[p] = (float) (at - below[p]);
      }
      return new Axis(below, above, weights);
    }
  }

  /** The same factor in both directions. */
  public BilinearUpSampling2D(int factor) {
    this(factor, factor);
  }

  /**
   * Factors downward and to the right.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public BilinearUpSampling2D(int height, int width) {
    Factors.require("BilinearUpSampling2D", height, width);
    this.height = height;
    this.width = width;
  }

  /** Reads the options that {@link #config} writes. */
  public static BilinearUpSampling2D read(Options options) {
    int[] factor = options.heightByWidth("factor");
    return new BilinearUpSampling2D(factor[0], factor[1]);
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("factor", Options.heightByWidth(height, width));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 3 || input.size() == 0) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
    return Factors.times(input, height, width);
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    rows = Axis.of(input.dim(0), height);
    columns = Axis.of(input.dim(1), width);
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    compute().parallel().forEach(x.batchSize(), image -> interpolate(x.data(), y.data(), image));
  }

  private void interpolate(float[] x, float[] y, int image) {
    int channels = inputShape().dim(2);
    int line = inputShape().dim(1) * channels;
    int first = image * inputShape().size();
    int at = image * outputShape().size();
    for (int p = 0; p < rows.below.length; p++) {
      int top = first + rows.below[p] * line;
      int bottom = first + rows.above[p] * line;
      float down = rows.weights[p];
      for (int q = 0; q < columns.below.length; q++) {
        int left = columns.below[q] * channels;
        int right = columns.above[q] * channels;
        float across = columns.weights[q];
        for (int c = 0; c < channels; c++) {
          float upper = (1 - across) * x[top + left + c] + across * x[top + right + c];
          float lower = (1 - across) * x[bottom + left + c] + across * x[bottom + right + c];
          y[at++] = (1 - down) * upper + down * lower;
        }
      }
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      compute().parallel().forEach(dy.batchSize(), image -> spread(dy.data(), dx.data(), image));
    }
  }

  private void spread(float[] dy, float[] dx, int image) {
    int channels = inputShape().dim(2);
    int line = inputShape().dim(1) * channels;
    int first = image * inputShape().size();
    Arrays.fill(dx, first, first + inputShape().size(), 0);
    int at = image * outputShape().size();
    for (int p = 0; p < rows.below.length; p++) {
      int top = first + rows.below[p] * line;
      int bottom = first + rows.above[p] * line;
      float down = rows.weights[p];
      for (int q = 0; q < columns.below.length; q++) {
        int left = columns.below[q] * channels;
        int right = columns.above[q] * channels;
        float across = columns.weights[q];
        for (int c = 0; c < channels; c++) {
          float upper = (1 - down) * dy[at];
          float lower = down * dy[at++];
          dx[top + left + c] += (1 - across) * upper;
          dx[top + right + c] += across * upper;
          dx[bottom + left + c] += (1 - across) * lower;
          dx[bottom + right + c] += across * lower;
        }
      }
    }
  }
}
