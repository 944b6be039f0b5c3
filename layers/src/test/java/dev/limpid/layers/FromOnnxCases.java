package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.norm.LocalResponseNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.layers.resize.ConstantPadding2D;
import dev.limpid.layers.resize.ReplicationPadding2D;
import java.util.List;

/** Layers and options that networks of other programs have. */
final class FromOnnxCases {
  private FromOnnxCases() {}

  static List<LayerCase> all() {
    return List.of(
        new LayerCase("ChannelScale", ChannelScale::new, LayerCases::image, FromOnnxCases::scaled),
        new LayerCase(
            "ChannelScale of features", ChannelScale::new, LayerCases::flat, FromOnnxCases::scaled),
        new LayerCase(
            "Slice",
            () -> new Slice(1, 2),
            rng -> Shape.of(3, 2 + rng.nextInt(3), 2 + rng.nextInt(4)),
            slice(1)),
        new LayerCase(
            "Slice of features",
            () -> new Slice(0, 3),
            rng -> Shape.of(3 + rng.nextInt(5)),
            slice(0)),
        new LayerCase(
            "LocalResponseNorm",
            () -> new LocalResponseNorm(3).alpha(0.7).beta(0.6).k(1.3),
            LayerCases::image,
            localResponse(3, 0.7, 0.6, 1.3)),
        new LayerCase(
            "LocalResponseNorm of an even size",
            () -> new LocalResponseNorm(2).alpha(0.9),
            LayerCases::flat,
            localResponse(2, 0.9, 0.75, 1)),
        new LayerCase(
            "ConstantPadding2D",
            () -> new ConstantPadding2D(2.5, 1, 0, 2, 3),
            LayerCases::image,
            padded(1, 2, 2.5)),
        new LayerCase(
            "ReplicationPadding2D",
            () -> new ReplicationPadding2D(2, 1, 0, 3),
            LayerCases::image,
            padded(2, 0, Double.NaN)),
        new LayerCase(
            "Conv2D 3 stride 2, other padding at each side",
            () -> new Conv2D(4, 3).stride(2).padding(Padding.sides(0, 2, 3, 1)),
            LayerCases::image,
            Oracles.convolution(2, 2, 1, 1, 1, Padding.sides(0, 2, 3, 1))),
        new LayerCase(
            "Conv2D 3, other padding at each side",
            () -> new Conv2D(4, 3).padding(Padding.sides(2, 0, 1, 2)),
            LayerCases::image,
            Oracles.convolution(1, 1, 1, 1, 1, Padding.sides(2, 0, 1, 2))),
        new LayerCase(
            "MaxPool2D 3 stride 2, other padding at each side",
            () -> new MaxPool2D(3).stride(2).padding(Padding.sides(0, 2, 1, 0)),
            LayerCases::image,
            Oracles.maxPool(3, 3, 2, 2, Padding.sides(0, 2, 1, 0))),
        new LayerCase(
            "MaxPool2D 2 dilated",
            () -> new MaxPool2D(2).stride(1).dilation(2),
            LayerCases::image,
            FromOnnxCases::dilatedPool),
        new LayerCase(
            "AvgPool2D 2 stride 2, padding after",
            () -> new AvgPool2D(2).padding(Padding.sides(0, 1, 0, 1)),
            LayerCases::image,
            Oracles.averagePool(2, 2, 2, 2, Padding.sides(0, 1, 0, 1), false)));
  }

  private static double[] scaled(double[] x, int n, double[][] parameters, Layer layer) {
    int channels = layer.inputShape().dim(-1);
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = parameters[0][i % channels] * x[i] + parameters[1][i % channels];
    }
    return y;
  }

  private static LayerCase.Oracle slice(int from) {
    return (x, n, parameters, layer) -> {
      int all = layer.inputShape().dim(-1);
      int own = layer.outputShape().dim(-1);
      double[] y = new double[x.length / all * own];
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i / own * all + from + i % own];
      }
      return y;
    };
  }

  private static LayerCase.Oracle localResponse(int size, double alpha, double beta, double k) {
    return (x, n, parameters, layer) -> {
      int channels = layer.inputShape().dim(-1);
      double[] y = new double[x.length];
      for (int i = 0; i < y.length; i++) {
        double squares = 0;
        for (int j = i - (size - 1) / 2; j <= i + size / 2; j++) {
          squares += j >= 0 && j / channels == i / channels && j < x.length ? x[j] * x[j] : 0;
        }
        y[i] = x[i] / Math.pow(k + alpha / size * squares, beta);
      }
      return y;
    };
  }

  /** A border of a value, or of the edge if it is NaN. */
  private static LayerCase.Oracle padded(int top, int left, double value) {
    return (x, n, parameters, layer) -> {
      Shape in = layer.inputShape();
      Shape out = layer.outputShape();
      double[] y = new double[n * out.size()];
      for (int i = 0; i < y.length; i++) {
        int c = i % out.dim(2);
        int q = i / out.dim(2) % out.dim(1) - left;
        int p = i / out.dim(2) / out.dim(1) % out.dim(0) - top;
        int row = Math.min(Math.max(p, 0), in.dim(0) - 1);
        int column = Math.min(Math.max(q, 0), in.dim(1) - 1);
        boolean inside = row == p && column == q;
        int at = ((i / out.size() * in.dim(0) + row) * in.dim(1) + column) * in.dim(2) + c;
        y[i] = inside || Double.isNaN(value) ? x[at] : value;
      }
      return y;
    };
  }

  private static double[] dilatedPool(double[] x, int n, double[][] parameters, Layer layer) {
    Shape in = layer.inputShape();
    Shape out = layer.outputShape();
    double[] y = new double[n * out.size()];
    for (int i = 0; i < y.length; i++) {
      int c = i % out.dim(2);
      int q = i / out.dim(2) % out.dim(1);
      int p = i / out.dim(2) / out.dim(1) % out.dim(0);
      y[i] = Double.NEGATIVE_INFINITY;
      for (int tap = 0; tap < 4; tap++) {
        int row = p + tap / 2 * 2;
        int column = q + tap % 2 * 2;
        int at = ((i / out.size() * in.dim(0) + row) * in.dim(1) + column) * in.dim(2) + c;
        y[i] = Math.max(y[i], x[at]);
      }
    }
    return y;
  }
}
