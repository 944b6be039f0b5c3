package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.LayerCase.Oracle;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Maximum;
import dev.limpid.layers.merge.Mean;
import dev.limpid.layers.merge.Minimum;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.norm.UnitNorm;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.PixelCentres;
import dev.limpid.layers.resize.ReflectionPadding2D;
import dev.limpid.layers.resize.Resizing;
import dev.limpid.layers.resize.UpSampling2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.util.List;

/** The layers other than activations that came after the first ones. */
final class ImageLayerCases {
  private ImageLayerCases() {}

  static List<LayerCase> all() {
    return List.of(
        new LayerCase("Add of one", Add::new, LayerCases::image, Oracles.each(x -> x)),
        new LayerCase("Multiply of one", Multiply::new, LayerCases::flat, Oracles.each(x -> x)),
        new LayerCase("Concat of one", Concat::new, LayerCases::image, Oracles.each(x -> x)),
        new LayerCase("Mean of one", Mean::new, LayerCases::image, Oracles.each(x -> x)),
        new LayerCase("Maximum of one", Maximum::new, LayerCases::flat, Oracles.each(x -> x)),
        new LayerCase("Minimum of one", Minimum::new, LayerCases::image, Oracles.each(x -> x)),
        new LayerCase(
            "Permute",
            () -> new Permute(3, 1, 2),
            LayerCases::image,
            (x, n, parameters, layer) -> {
              int channels = layer.inputShape().dim(2);
              int pixels = layer.inputShape().size() / channels;
              double[] y = new double[x.length];
              for (int i = 0; i < x.length; i++) {
                int image = i / (pixels * channels);
                int pixel = i / channels % pixels;
                y[(image * channels + i % channels) * pixels + pixel] = x[i];
              }
              return y;
            }),
        new LayerCase(
            "Permute of two dimensions",
            () -> new Permute(2, 1),
            rng -> Shape.of(2 + rng.nextInt(4), 2 + rng.nextInt(4)),
            (x, n, parameters, layer) -> {
              int rows = layer.inputShape().dim(0);
              int columns = layer.inputShape().dim(1);
              double[] y = new double[x.length];
              for (int i = 0; i < x.length; i++) {
                int row = i / columns % rows;
                y[i / (rows * columns) * rows * columns + i % columns * rows + row] = x[i];
              }
              return y;
            }),
        new LayerCase(
            "Broadcast of channels",
            () -> new Broadcast(5, 4, 3),
            rng -> Shape.of(1, 1, 3),
            (x, n, parameters, layer) -> {
              double[] y = new double[n * 60];
              for (int i = 0; i < y.length; i++) {
                y[i] = x[i / 60 * 3 + i % 3];
              }
              return y;
            }),
        new LayerCase(
            "Broadcast of pixels",
            () -> new Broadcast(5, 4, 3),
            rng -> Shape.of(5, 4, 1),
            (x, n, parameters, layer) -> {
              double[] y = new double[n * 60];
              for (int i = 0; i < y.length; i++) {
                y[i] = x[i / 3];
              }
              return y;
            }),
        new LayerCase(
            "GaussianDropout",
            () -> new GaussianDropout(0.3),
            LayerCases::image,
            (x, n, parameters, layer) -> {
              float[] factors = ((GaussianDropout) layer).factors();
              double[] y = new double[x.length];
              for (int i = 0; i < x.length; i++) {
                y[i] = x[i] * factors[i];
              }
              return y;
            }),
        new LayerCase(
            "UnitNorm",
            UnitNorm::new,
            LayerCases::image,
            (x, n, parameters, layer) -> {
              int width = layer.inputShape().dim(2);
              double[] y = new double[x.length];
              for (int i = 0; i < x.length; i++) {
                double square = 0;
                for (int j = i - i % width; j < i - i % width + width; j++) {
                  square += x[j] * x[j];
                }
                y[i] = x[i] / Math.sqrt(square);
              }
              return y;
            }),
        new LayerCase(
            "Resizing",
            () -> new Resizing(7, 3),
            LayerCases::image,
            (x, n, parameters, layer) ->
                bilinear(7.0 / layer.inputShape().dim(0), 3.0 / layer.inputShape().dim(1))
                    .forward(x, n, parameters, layer)),
        new LayerCase(
            "Resizing, nearest",
            () -> new Resizing(5, 9).nearest(true),
            LayerCases::image,
            pixels(
                (layer, p, size) -> (int) Math.floor((p + 0.5) * size / 5),
                (layer, q, size) -> (int) Math.floor((q + 0.5) * size / 9))),
        new LayerCase(
            "Resizing, nearest at edges",
            () -> new Resizing(5, 9).nearest(true).centres(PixelCentres.EDGES),
            LayerCases::image,
            pixels((layer, p, size) -> p * size / 5, (layer, q, size) -> q * size / 9)),
        new LayerCase(
            "SpatialDropout2D",
            () -> new SpatialDropout2D(0.4),
            LayerCases::image,
            (x, n, parameters, layer) -> {
              float[] mask = ((SpatialDropout2D) layer).mask();
              int channels = layer.inputShape().dim(2);
              double[] y = new double[x.length];
              for (int i = 0; i < x.length; i++) {
                int image = i / layer.inputShape().size();
                y[i] = x[i] * mask[image * channels + i % channels];
              }
              return y;
            }),
        new LayerCase(
            "StochasticDepth",
            () -> new StochasticDepth(0.4),
            LayerCases::image,
            (x, n, parameters, layer) -> {
              float[] mask = ((StochasticDepth) layer).mask();
              double[] y = new double[x.length];
              for (int i = 0; i < x.length; i++) {
                y[i] = x[i] * mask[i / layer.inputShape().size()];
              }
              return y;
            }),
        new LayerCase(
            "GaussianNoise",
            () -> new GaussianNoise(0.5),
            LayerCases::image,
            (x, n, parameters, layer) -> {
              double[] y = ((GaussianNoise) layer).noise(x.length);
              for (int i = 0; i < x.length; i++) {
                y[i] += x[i];
              }
              return y;
            }),
        new LayerCase(
            "Rescaling",
            () -> new Rescaling(2.5, -1),
            LayerCases::image,
            Oracles.each(x -> 2.5 * x - 1)),
        new LayerCase(
            "Normalization",
            () -> Normalization.of(new double[] {0.5, -1, 300}, new double[] {4, 0.25, 9}),
            rng -> Shape.of(4 + rng.nextInt(5), 4 + rng.nextInt(5), 3),
            (x, n, parameters, layer) -> {
              double[] mean = {0.5, -1, 300};
              double[] deviation = {2, 0.5, 3};
              double[] y = new double[x.length];
              for (int i = 0; i < x.length; i++) {
                y[i] = (x[i] - mean[i % 3]) / deviation[i % 3];
              }
              return y;
            }),
        new LayerCase(
            "Reshape", () -> new Reshape(2, -1), ImageLayerCases::even, Oracles.each(x -> x)),
        new LayerCase("LayerNorm", LayerNorm::new, LayerCases::image, groups(0, 1e-3)),
        new LayerCase(
            "LayerNorm of features, PyTorch's epsilon",
            () -> new LayerNorm().epsilon(1e-5),
            LayerCases::flat,
            groups(0, 1e-5)),
        new LayerCase(
            "LayerNorm over all",
            () -> new LayerNorm().overAll(true),
            LayerCases::image,
            groups(-1, 1e-3)),
        new LayerCase("GroupNorm", () -> new GroupNorm(2), ImageLayerCases::even, groups(2, 1e-3)),
        new LayerCase(
            "GroupNorm of one group",
            () -> new GroupNorm(1).epsilon(1e-5),
            LayerCases::image,
            groups(1, 1e-5)),
        new LayerCase(
            "GlobalMaxPool2D", GlobalMaxPool2D::new, LayerCases::image, ImageLayerCases::greatest),
        new LayerCase(
            "ZeroPadding2D",
            () -> new ZeroPadding2D(1, 3, 2, 0),
            LayerCases::image,
            pixels((layer, p, size) -> p - 1, (layer, q, size) -> q - 2)),
        new LayerCase(
            "ReflectionPadding2D",
            () -> new ReflectionPadding2D(1, 3, 2, 1),
            LayerCases::image,
            pixels(
                (layer, p, size) -> p < 1 ? 1 - p : p - 1 < size ? p - 1 : 2 * size - 1 - p,
                (layer, q, size) -> q < 2 ? 2 - q : q - 2 < size ? q - 2 : 2 * size - q)),
        new LayerCase(
            "Cropping2D",
            () -> new Cropping2D(1, 0, 2, 1),
            LayerCases::image,
            pixels((layer, p, size) -> p + 1, (layer, q, size) -> q + 2)),
        new LayerCase(
            "UpSampling2D",
            () -> new UpSampling2D(2, 3),
            LayerCases::image,
            pixels((layer, p, size) -> p / 2, (layer, q, size) -> q / 3)),
        new LayerCase(
            "BilinearUpSampling2D",
            () -> new BilinearUpSampling2D(3, 2),
            LayerCases::image,
            bilinear(3, 2)),
        new LayerCase(
            "DepthwiseConv2D, two filters a channel",
            () -> new DepthwiseConv2D(3).multiplier(2).same(),
            rng -> Shape.of(4 + rng.nextInt(4), 4 + rng.nextInt(4), 3),
            Oracles.convolution(1, 1, 1, 1, 3, Padding.SAME)),
        new LayerCase(
            "DepthwiseConv2D, stride 2, dilation 2, no bias",
            () -> new DepthwiseConv2D(2, 3).stride(2).dilation(2).bias(false).same(),
            rng -> Shape.of(6 + rng.nextInt(4), 6 + rng.nextInt(4), 2),
            Oracles.convolution(2, 2, 2, 2, 2, Padding.SAME)),
        new LayerCase(
            "Conv2DTranspose",
            () -> new Conv2DTranspose(3, 3),
            LayerCases::image,
            transposed(1, 1, 0, 0)),
        new LayerCase(
            "Conv2DTranspose 4, same, stride 2",
            () -> new Conv2DTranspose(2, 4).same().stride(2),
            LayerCases::image,
            transposed(2, 2, 1, 1)),
        new LayerCase(
            "Conv2DTranspose 2x3, stride 3x2, no bias",
            () -> new Conv2DTranspose(4, 2, 3).stride(3, 2).bias(false),
            LayerCases::image,
            transposed(3, 2, 0, 0)),
        new LayerCase(
            "Conv2DTranspose 3, stride 2, padding 1, output padding 1",
            () ->
                new Conv2DTranspose(3, 3)
                    .stride(2)
                    .padding(Padding.explicit(1, 1))
                    .outputPadding(1),
            LayerCases::image,
            transposed(2, 2, 1, 1)));
  }

  /** Images of an even number of channels. */
  private static Shape even(Rng rng) {
    return Shape.of(4 + rng.nextInt(4), 4 + rng.nextInt(4), 2 * (1 + rng.nextInt(3)));
  }

  /**
   * Normalised within each sample.
   *
   * @param groups of channels; 0 for the channels of each pixel, -1 for all values with a gamma
   *     each
   */
  private static Oracle groups(int groups, double epsilon) {
    return (x, n, parameters, layer) -> {
      int channels = layer.inputShape().dim(-1);
      int size = layer.inputShape().size();
      int[] group = new int[size];
      for (int i = 0; i < size; i++) {
        int channel = i % channels;
        group[i] = groups == 0 ? i / channels : groups < 0 ? 0 : channel / (channels / groups);
      }
      double[] y = new double[x.length];
      for (int first = 0; first < x.length; first += size) {
        double[] sums = new double[size];
        double[] squares = new double[size];
        int[] counts = new int[size];
        for (int i = 0; i < size; i++) {
          sums[group[i]] += x[first + i];
          squares[group[i]] += x[first + i] * x[first + i];
          counts[group[i]]++;
        }
        for (int i = 0; i < size; i++) {
          double mean = sums[group[i]] / counts[group[i]];
          double variance = squares[group[i]] / counts[group[i]] - mean * mean;
          int column = groups < 0 ? i : i % channels;
          y[first + i] =
              parameters[0][column] * (x[first + i] - mean) / Math.sqrt(variance + epsilon)
                  + parameters[1][column];
        }
      }
      return y;
    };
  }

  private static double[] greatest(double[] x, int n, double[][] parameters, Layer layer) {
    int channels = layer.inputShape().dim(2);
    int size = layer.inputShape().size();
    double[] y = new double[n * channels];
    for (int i = 0; i < y.length; i++) {
      y[i] = Double.NEGATIVE_INFINITY;
      for (int j = i % channels; j < size; j += channels) {
        y[i] = Math.max(y[i], x[i / channels * size + j]);
      }
    }
    return y;
  }

  /** Which of the input's rows (or columns) one of the output's is; outside of it are zeros. */
  @FunctionalInterface
  private interface Source {
    int of(Layer layer, int position, int size);
  }

  private static Oracle pixels(Source row, Source column) {
    return (x, n, parameters, layer) -> {
      Shape in = layer.inputShape();
      Shape out = layer.outputShape();
      double[] y = new double[n * out.size()];
      for (int i = 0; i < y.length; i++) {
        int p = row.of(layer, i / out.dim(2) / out.dim(1) % out.dim(0), in.dim(0));
        int q = column.of(layer, i / out.dim(2) % out.dim(1), in.dim(1));
        if (p >= 0 && p < in.dim(0) && q >= 0 && q < in.dim(1)) {
          int image = i / out.size();
          y[i] = x[((image * in.dim(0) + p) * in.dim(1) + q) * in.dim(2) + i % out.dim(2)];
        }
      }
      return y;
    };
  }

  private static Oracle bilinear(double down, double right) {
    return (x, n, parameters, layer) -> {
      Shape in = layer.inputShape();
      Shape out = layer.outputShape();
      double[] y = new double[n * out.size()];
      for (int i = 0; i < y.length; i++) {
        double p = (i / out.dim(2) / out.dim(1) % out.dim(0) + 0.5) / down - 0.5;
        double q = (i / out.dim(2) % out.dim(1) + 0.5) / right - 0.5;
        p = Math.min(Math.max(p, 0), in.dim(0) - 1);
        q = Math.min(Math.max(q, 0), in.dim(1) - 1);
        for (int row = 0; row < in.dim(0); row++) {
          for (int column = 0; column < in.dim(1); column++) {
            double weight =
                Math.max(0, 1 - Math.abs(p - row)) * Math.max(0, 1 - Math.abs(q - column));
            int image = i / out.size();
            int at = ((image * in.dim(0) + row) * in.dim(1) + column) * in.dim(2) + i % out.dim(2);
            y[i] += weight * x[at];
          }
        }
      }
      return y;
    };
  }

  /** Each input pixel adds the kernel, times itself, to the output. */
  private static Oracle transposed(int down, int right, int top, int left) {
    return (x, n, parameters, layer) -> {
      Shape in = layer.inputShape();
      Shape out = layer.outputShape();
      Shape kernel = layer.parameters().get(0).value().shape();
      int filters = out.dim(2);
      double[] y = new double[n * out.size()];
      for (int i = 0; i < y.length; i++) {
        y[i] = parameters.length > 1 ? parameters[1][i % filters] : 0;
      }
      for (int i = 0; i < x.length; i++) {
        int c = i % in.dim(2);
        int q = i / in.dim(2) % in.dim(1);
        int p = i / in.dim(2) / in.dim(1) % in.dim(0);
        int image = i / in.size();
        for (int r = 0; r < kernel.dim(0); r++) {
          for (int s = 0; s < kernel.dim(1); s++) {
            int row = p * down - top + r;
            int column = q * right - left + s;
            if (row < 0 || row >= out.dim(0) || column < 0 || column >= out.dim(1)) {
              continue;
            }
            for (int f = 0; f < filters; f++) {
              double weight =
                  parameters[0][((r * kernel.dim(1) + s) * filters + f) * in.dim(2) + c];
              y[((image * out.dim(0) + row) * out.dim(1) + column) * filters + f] += x[i] * weight;
            }
          }
        }
      }
      return y;
    };
  }
}
