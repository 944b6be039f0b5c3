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
  /** Of the last pass that backward follows: where the greatest value of each channel was. */
  private int[] winners = {};

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
      winners = new int[y.size()];
    }
    int[] where = mode.backward() ? winners : null;
    compute().parallel().forEach(x.batchSize(), image -> find(x.data(), y.data(), image, where));
  }

  private void find(float[] x, float[] y, int image, int[] where) {
    int channels = outputShape().size();
    int size = inputShape().size();
    int out = image * channels;
    for (int c = 0; c < channels; c++) {
      y[out + c] = x[image * size + c];
      if (where != null) {
        where[out + c] = c;
      }
    }
    for (int i = channels; i < size; i++) {
      float value = x[image * size + i];
      int c = out + i % channels;
      if (value > y[c] || Float.isNaN(value) && !Float.isNaN(y[c])) {
        y[c] = value;
        if (where != null) {
          where[c] = i;
        }
      }
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
    for (int c = image * channels; c < (image + 1) * channels; c++) {
      dx[image * size + winners[c]] = dy[c];
    }
  }
}
