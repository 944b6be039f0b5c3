package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.Arrays;

/**
 * A layer each of whose output pixels is a pixel of its input, or border: rows and columns are
 * mapped each by itself. The gradient by an input pixel is the sum over the output pixels that it
 * went to.
 */
abstract class PixelMap extends Layer {
  /** Stands for a row or column of the border. */
  static final int BORDER = -1;

  private int[] rows;
  private int[] columns;

  /**
   * For each of the output's rows the input's, or {@link #BORDER}; for a height that is checked.
   */
  abstract int[] rows(int height);

  /** Likewise for columns. */
  abstract int[] columns(int width);

  /** The value of the border; 0 by default. */
  float border() {
    return 0;
  }

  final void requireImage(Shape input) {
    if (input.rank() != 3 || input.size() == 0) {
      throw new IllegalArgumentException(this + ": expected images of shape [H,W,C], got " + input);
    }
  }

  @Override
  public final boolean keepsInput() {
    return false;
  }

  @Override
  protected final void onFirstPass() {
    rows = rows(inputShape().dim(0));
    columns = columns(inputShape().dim(1));
  }

  @Override
  protected final void onForward(Tensor x, Tensor y, Mode mode) {
    compute().parallel().forEach(x.batchSize(), image -> take(x.data(), y.data(), image));
  }

  private void take(float[] x, float[] y, int image) {
    int channels = inputShape().dim(2);
    int width = inputShape().dim(1);
    int at = image * outputShape().size();
    for (int row : rows) {
      int line = image * inputShape().size() + row * width * channels;
      for (int column : columns) {
        if (row == BORDER || column == BORDER) {
          Arrays.fill(y, at, at + channels, border());
        } else {
          System.arraycopy(x, line + column * channels, y, at, channels);
        }
        at += channels;
      }
    }
  }

  @Override
  protected final void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      compute().parallel().forEach(dy.batchSize(), image -> giveBack(dy.data(), dx.data(), image));
    }
  }

  private void giveBack(float[] dy, float[] dx, int image) {
    int channels = inputShape().dim(2);
    int width = inputShape().dim(1);
    int first = image * inputShape().size();
    Arrays.fill(dx, first, first + inputShape().size(), 0);
    int at = image * outputShape().size();
    for (int row : rows) {
      for (int column : columns) {
        if (row != BORDER && column != BORDER) {
          int pixel = first + (row * width + column) * channels;
          for (int c = 0; c < channels; c++) {
            dx[pixel + c] += dy[at + c];
          }
        }
        at += channels;
      }
    }
  }
}
