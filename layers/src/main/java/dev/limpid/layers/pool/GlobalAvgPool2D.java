package dev.limpid.layers.pool;

import dev.limpid.core.Scratch;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.Map;

/**
 * The mean of each channel over the whole image: {@code [H,W,C]} to {@code [C]}.
 *
 * <p>Lin, Chen and Yan, "Network In Network" (2013).
 */
public final class GlobalAvgPool2D extends Layer {
  /** A layer without options. */
  public GlobalAvgPool2D() {}

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
    compute().parallel().forEach(x.batchSize(), image -> average(x.data(), y.data(), image));
  }

  private void average(float[] x, float[] y, int image) {
    int channels = outputShape().size();
    int pixels = inputShape().size() / channels;
    int out = image * channels;
    double[] sums = Scratch.current().sums(channels);
    compute().rowKernels().sum(x, image * pixels * channels, pixels, channels, sums, 0);
    for (int c = 0; c < channels; c++) {
      y[out + c] = (float) (sums[c] / pixels);
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      compute().parallel().forEach(dy.batchSize(), image -> spread(dy.data(), dx.data(), image));
    }
  }

  private void spread(float[] dy, float[] dx, int image) {
    int channels = outputShape().size();
    int pixels = inputShape().size() / channels;
    int out = image * channels;
    int first = image * pixels * channels;
    for (int c = 0; c < channels; c++) {
      dx[first + c] = dy[out + c] / pixels;
    }
    for (int pixel = 1; pixel < pixels; pixel++) {
      System.arraycopy(dx, first, dx, first + pixel * channels, channels);
    }
  }
}
