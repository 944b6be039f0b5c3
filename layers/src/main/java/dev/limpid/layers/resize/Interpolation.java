package dev.limpid.layers.resize;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Arrays;

/**
 * Makes images of another height and width: each pixel lies between four of the input's, at a place
 * that {@link PixelCentres} says.
 */
final class Interpolation {
  private final Shape input;
  private final Shape output;
  private final Axis rows;
  private final Axis columns;

  /** Where the output's rows (or columns) lie between the input's. */
  private record Axis(int[] below, int[] above, float[] weights) {
    static Axis of(int from, int to, boolean nearest, PixelCentres centres) {
      int[] below = new int[to];
      int[] above = new int[to];
      float[] weights = new float[to];
      for (int p = 0; p < to; p++) {
        double between = Math.max(0, centres.place(p, from, to));
        if (nearest) {
          below[p] = centres.nearest(p, from, to);
          above[p] = below[p];
        } else {
          below[p] = Math.min((int) between, from - 1);
          above[p] = Math.min(below[p] + 1, from - 1);
          weights[p] = (float) (between - below[p]);
        }
      }
      return new Axis(below, above, weights);
    }
  }

  /** Of images {@code [H, W, C]}; {@code nearest} takes one pixel alone. */
  Interpolation(Shape input, Shape output, boolean nearest, PixelCentres centres) {
    this.input = input;
    this.output = output;
    rows = Axis.of(input.dim(0), output.dim(0), nearest, centres);
    columns = Axis.of(input.dim(1), output.dim(1), nearest, centres);
  }

  void forward(Tensor x, Tensor y, Parallel parallel) {
    parallel.forEach(x.batchSize(), image -> interpolate(x.data(), y.data(), image));
  }

  private void interpolate(float[] x, float[] y, int image) {
    int channels = input.dim(2);
    int line = input.dim(1) * channels;
    int first = image * input.size();
    int at = image * output.size();
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

  void backward(Tensor dy, Tensor dx, Parallel parallel) {
    parallel.forEach(dy.batchSize(), image -> spread(dy.data(), dx.data(), image));
  }

  private void spread(float[] dy, float[] dx, int image) {
    int channels = input.dim(2);
    int line = input.dim(1) * channels;
    int first = image * input.size();
    Arrays.fill(dx, first, first + input.size(), 0);
    int at = image * output.size();
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
