package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.LayerCase.Oracle;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Forward passes in float64, written from the definitions, with none of the layers' code. */
final class Oracles {
  private Oracles() {}

  static Oracle each(DoubleUnaryOperator function) {
    return (x, n, parameters, layer) -> Arrays.stream(x).map(function).toArray();
  }

  static Oracle leaky(double slope) {
    return each(x -> x > 0 ? x : (float) slope * x);
  }

  static double[] dropout(double[] x, int n, double[][] parameters, Layer layer) {
    float[] mask = ((Dropout) layer).mask();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * mask[i];
    }
    return y;
  }

  static double[] softmax(double[] x, int n, double[][] parameters, Layer layer) {
    int width = layer.inputShape().dim(-1);
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double sum = 0;
      for (int j = i - i % width; j < i - i % width + width; j++) {
        sum += Math.exp(x[j] - x[i]);
      }
      y[i] = 1 / sum;
    }
    return y;
  }

  static double[] dense(double[] x, int n, double[][] parameters, Layer layer) {
    int in = layer.inputShape().size();
    int out = layer.outputShape().size();
    double[] y = new double[n * out];
    for (int row = 0; row < n; row++) {
      for (int j = 0; j < out; j++) {
        double sum = parameters.length > 1 ? parameters[1][j] : 0;
        for (int i = 0; i < in; i++) {
          sum += x[row * in + i] * parameters[0][i * out + j];
        }
        y[row * out + j] = sum;
      }
    }
    return y;
  }

  static double[] globalAverage(double[] x, int n, double[][] parameters, Layer layer) {
    int channels = layer.inputShape().dim(2);
    int pixels = layer.inputShape().size() / channels;
    double[] y = new double[n * channels];
    for (int i = 0; i < x.length; i++) {
      y[i / (pixels * channels) * channels + i % channels] += x[i] / pixels;
    }
    return y;
  }

  static Oracle maxPool(int height, int width, int down, int right, Padding padding) {
    return pool(height, width, down, right, padding, Double.NEGATIVE_INFINITY, Math::max, false);
  }

  static Oracle averagePool(
      int height, int width, int down, int right, Padding padding, boolean countPadding) {
    Oracle sums = pool(height, width, down, right, padding, 0, Double::sum, false);
    Oracle counts = pool(height, width, down, right, padding, 0, Double::sum, true);
    return (x, n, parameters, layer) -> {
      double[] y = sums.forward(x, n, parameters, layer);
      double[] inside = counts.forward(x, n, parameters, layer);
      for (int i = 0; i < y.length; i++) {
        y[i] /= countPadding ? height * width : inside[i];
      }
      return y;
    };
  }

  private static Oracle pool(
      int height,
      int width,
      int down,
      int right,
      Padding padding,
      double start,
      DoubleBinaryOperator combine,
      boolean ones) {
    return (x, n, parameters, layer) -> {
      Shape in = layer.inputShape();
      Shape out = layer.outputShape();
      int top = before(padding, true, in.dim(0), height, down);
      int left = before(padding, false, in.dim(1), width, right);
      double[] y = new double[n * out.size()];
      for (int i = 0; i < y.length; i++) {
        int c = i % out.dim(2);
        int q = i / out.dim(2) % out.dim(1);
        int p = i / out.dim(2) / out.dim(1) % out.dim(0);
        int image = i / out.size();
        y[i] = start;
        for (int row = p * down - top; row < p * down - top + height; row++) {
          for (int column = q * right - left; column < q * right - left + width; column++) {
            if (row >= 0 && row < in.dim(0) && column >= 0 && column < in.dim(1)) {
              int at = ((image * in.dim(0) + row) * in.dim(1) + column) * in.dim(2) + c;
              y[i] = combine.applyAsDouble(y[i], ones ? 1 : x[at]);
            }
          }
        }
      }
      return y;
    };
  }

  /** Batch statistics with biased variance; parameters gamma and beta. */
  static Oracle batchNorm(double epsilon) {
    return (x, n, parameters, layer) -> {
      int channels = layer.inputShape().dim(-1);
      int rows = x.length / channels;
      double[] y = new double[x.length];
      for (int c = 0; c < channels; c++) {
        double mean = 0;
        for (int i = c; i < x.length; i += channels) {
          mean += x[i] / rows;
        }
        double variance = 0;
        for (int i = c; i < x.length; i += channels) {
          variance += (x[i] - mean) * (x[i] - mean) / rows;
        }
        for (int i = c; i < x.length; i += channels) {
          double normalized = (x[i] - mean) / Math.sqrt(variance + epsilon);
          y[i] = parameters[0][c] * normalized + parameters[1][c];
        }
      }
      return y;
    };
  }

  /** The window's size is read from the kernel {@code [KH, KW, C / groups, filters]}. */
  static Oracle convolution(
      int down, int right, int dilationDown, int dilationRight, int groups, Padding padding) {
    return (x, n, parameters, layer) -> {
      Shape in = layer.inputShape();
      Shape out = layer.outputShape();
      Shape kernel = layer.parameters().get(0).value().shape();
      int filters = out.dim(2);
      int channels = in.dim(2) / groups;
      int extentDown = (kernel.dim(0) - 1) * dilationDown + 1;
      int extentRight = (kernel.dim(1) - 1) * dilationRight + 1;
      int top = before(padding, true, in.dim(0), extentDown, down);
      int left = before(padding, false, in.dim(1), extentRight, right);
      double[] y = new double[n * out.size()];
      for (int i = 0; i < y.length; i++) {
        int f = i % filters;
        int q = i / filters % out.dim(1);
        int p = i / filters / out.dim(1) % out.dim(0);
        int image = i / out.size();
        int firstChannel = f / (filters / groups) * channels;
        y[i] = parameters.length > 1 ? parameters[1][f] : 0;
        for (int r = 0; r < kernel.dim(0); r++) {
          for (int s = 0; s < kernel.dim(1); s++) {
            int row = p * down - top + r * dilationDown;
            int column = q * right - left + s * dilationRight;
            if (row < 0 || row >= in.dim(0) || column < 0 || column >= in.dim(1)) {
              continue;
            }
            for (int c = 0; c < channels; c++) {
              int at = ((image * in.dim(0) + row) * in.dim(1) + column) * in.dim(2);
              double weight = parameters[0][((r * kernel.dim(1) + s) * channels + c) * filters + f];
              y[i] += x[at + firstChannel + c] * weight;
            }
          }
        }
      }
      return y;
    };
  }

  /** Rows above (or columns left of) the image; TensorFlow's rule for {@code same}. */
  private static int before(Padding padding, boolean vertical, int size, int window, int stride) {
    if (padding instanceof Padding.Sides sides) {
      return vertical ? sides.top() : sides.left();
    }
    if (padding instanceof Padding.Explicit explicit) {
      return vertical ? explicit.height() : explicit.width();
    }
    if (padding == Padding.VALID) {
      return 0;
    }
    int total = size % stride == 0 ? window - stride : window - size % stride;
    return Math.max(0, total) / 2;
  }
}
