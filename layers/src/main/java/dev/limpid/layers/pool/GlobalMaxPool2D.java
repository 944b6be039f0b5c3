package dev.limpid.layers.pool;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.Arrays;
import java.util.Map;

/**
 * The greatest value of each channel in the whole image: {@code [H,W,C]} to {@code [C]}. Of equal
 * ones the first in row-major order gets the gradient, as in PyTorch; a NaN counts as greatest.
 */
public final class GlobalMaxPool2D extends Layer {
  /** Of the last pass that backward follows: which pixel had the greatest value of a channel. */
  private float[] winners = {};

  /** A layer without options. */
  public GlobalMaxPool2D() {}

  @Override
  public Shape outputShape(Shape input) {
    Pooling.requireImage(this, input);
    return Shape.of(input.dim(2));
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
    if (mode.backward() && winners.length < y.size()) {
      winners = new float[y.size()];
    }
    float[] where = mode.backward() ? winners : null;
    compute().parallel().forEach(x.batchSize(), image -> find(x.data(), y.data(), image, where));
  }

  /** Each pixel is a tap of the one window. */
  private void find(float[] x, float[] y, int image, float[] where) {
    int channels = outputShape().size();
    int pixels = inputShape().size() / channels;
    int out = image * channels;
    Arrays.fill(y, out, out + channels, Float.NEGATIVE_INFINITY);
    if (where != null) {
      Arrays.fill(where, out, out + channels, -1);
    }
    for (int pixel = 0; pixel < pixels; pixel++) {
      int in = (image * pixels + pixel) * channels;
      compute().rowKernels().poolTap(x, in, channels, 1, channels, y, where, out, pixel);
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      compute().parallel().forEach(dy.batchSize(), image -> route(dy.data(), dx.data(), image));
    }
  }

  private void route(float[] dy, float[] dx, int image) {
    int channels = outputShape().size();
    int size = inputShape().size();
    Arrays.fill(dx, image * size, (image + 1) * size, 0);
    for (int c = 0; c < channels; c++) {
      int winner = (int) winners[image * channels + c] * channels + c;
      dx[image * size + winner] = dy[image * channels + c];
    }
  }
}
