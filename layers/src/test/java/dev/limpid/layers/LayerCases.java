package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every layer with every option that changes what it computes: one line each. */
final class LayerCases {
  private LayerCases() {}

  static List<LayerCase> all() {
    return Stream.of(first(), ActivationCases.all(), ImageLayerCases.all(), FromOnnxCases.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<LayerCase> first() {
    return List.of(
        new LayerCase("ReLU", ReLU::new, LayerCases::image, Oracles.each(x -> Math.max(x, 0))),
        new LayerCase("LeakyReLU", LeakyReLU::new, LayerCases::image, Oracles.leaky(0.3)),
        new LayerCase("LeakyReLU 0", () -> new LeakyReLU(0), LayerCases::flat, Oracles.leaky(0)),
        new LayerCase(
            "LeakyReLU 1.5", () -> new LeakyReLU(1.5), LayerCases::flat, Oracles.leaky(1.5)),
        new LayerCase(
            "Sigmoid",
            Sigmoid::new,
            LayerCases::flat,
            Oracles.each(x -> (1 + Math.tanh(x / 2)) / 2)),
        new LayerCase(
            "Tanh",
            Tanh::new,
            LayerCases::image,
            Oracles.each(x -> (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1))),
        new LayerCase("Softmax", Softmax::new, LayerCases::flat, Oracles::softmax),
        new LayerCase(
            "LogSoftmax",
            LogSoftmax::new,
            LayerCases::flat,
            (x, n, parameters, layer) -> {
              double[] y = Oracles.softmax(x, n, parameters, layer);
              return Arrays.stream(y).map(Math::log).toArray();
            }),
        new LayerCase("Softmax of pixels", Softmax::new, LayerCases::image, Oracles::softmax),
        new LayerCase("Dropout", () -> new Dropout(0.4), LayerCases::image, Oracles::dropout),
        new LayerCase("Dropout 0", () -> new Dropout(0), LayerCases::flat, Oracles.each(x -> x)),
        new LayerCase("Flatten", Flatten::new, LayerCases::image, Oracles.each(x -> x)),
        new LayerCase("Dense", () -> new Dense(7), LayerCases::flat, Oracles::dense),
        new LayerCase(
            "Dense without bias", () -> new Dense(4).bias(false), LayerCases::flat, Oracles::dense),
        new LayerCase(
            "GlobalAvgPool2D", GlobalAvgPool2D::new, LayerCases::image, Oracles::globalAverage),
        new LayerCase(
            "MaxPool2D",
            MaxPool2D::new,
            LayerCases::image,
            Oracles.maxPool(2, 2, 2, 2, Padding.VALID)),
        new LayerCase(
            "MaxPool2D 3x2 overlapping, same",
            () -> new MaxPool2D(3, 2).stride(2, 1).same(),
            LayerCases::image,
            Oracles.maxPool(3, 2, 2, 1, Padding.SAME)),
        new LayerCase(
            "MaxPool2D 3 stride 2, padding 1x2",
            () -> new MaxPool2D(3).stride(2).padding(Padding.explicit(1, 2)),
            LayerCases::image,
            Oracles.maxPool(3, 3, 2, 2, Padding.explicit(1, 2))),
        new LayerCase(
            "MaxPool2D 1 stride 3",
            () -> new MaxPool2D(1).stride(3),
            LayerCases::image,
            Oracles.maxPool(1, 1, 3, 3, Padding.VALID)),
        new LayerCase(
            "AvgPool2D",
            AvgPool2D::new,
            LayerCases::image,
            Oracles.averagePool(2, 2, 2, 2, Padding.VALID, false)),
        new LayerCase(
            "AvgPool2D 2x3 overlapping, same",
            () -> new AvgPool2D(2, 3).stride(1, 2).same(),
            LayerCases::image,
            Oracles.averagePool(2, 3, 1, 2, Padding.SAME, false)),
        new LayerCase(
            "AvgPool2D 3, same, padding counted",
            () -> new AvgPool2D(3).same().countPadding(true),
            LayerCases::image,
            Oracles.averagePool(3, 3, 3, 3, Padding.SAME, true)),
        new LayerCase(
            "AvgPool2D 3 stride 2, padding 2x1",
            () -> new AvgPool2D(3).stride(2).padding(Padding.explicit(2, 1)),
            LayerCases::image,
            Oracles.averagePool(3, 3, 2, 2, Padding.explicit(2, 1), false)),
        new LayerCase(
            "AvgPool2D 3 stride 2, padding 1x1 counted",
            () -> new AvgPool2D(3).stride(2).padding(Padding.explicit(1, 1)).countPadding(true),
            LayerCases::image,
            Oracles.averagePool(3, 3, 2, 2, Padding.explicit(1, 1), true)),
        new LayerCase("BatchNorm", BatchNorm::new, LayerCases::image, Oracles.batchNorm(1e-3)),
        new LayerCase(
            "BatchNorm of features, PyTorch's numbers",
            () -> new BatchNorm().momentum(0.9).epsilon(1e-5).unbiasedMovingVariance(true),
            LayerCases::flat,
            Oracles.batchNorm(1e-5)),
        new LayerCase(
            "BatchNorm, debiased",
            () -> new BatchNorm().averaging(Averaging.debiased(0.9)),
            LayerCases::image,
            Oracles.batchNorm(1e-3)),
        new LayerCase(
            "BatchNorm, warm-up",
            () -> new BatchNorm().averaging(Averaging.warmUp(0.99)),
            LayerCases::flat,
            Oracles.batchNorm(1e-3)),
        new LayerCase(
            "BatchNorm, cumulative",
            () -> new BatchNorm().averaging(Averaging.cumulative()),
            LayerCases::image,
            Oracles.batchNorm(1e-3)),
        new LayerCase(
            "BatchNorm, scheduled",
            () -> new BatchNorm().averaging(Averaging.scheduled(Map.of(1L, 0.5, 3L, 0.9))),
            LayerCases::flat,
            Oracles.batchNorm(1e-3)),
        new LayerCase(
            "Conv2D 3 same",
            () -> new Conv2D(5, 3).same(),
            LayerCases::image,
            Oracles.convolution(1, 1, 1, 1, 1, Padding.SAME)),
        new LayerCase(
            "Conv2D 3x2 stride 2x1, no bias",
            () -> new Conv2D(3, 3, 2).stride(2, 1).bias(false),
            LayerCases::image,
            Oracles.convolution(2, 1, 1, 1, 1, Padding.VALID)),
        new LayerCase(
            "Conv2D 2 dilation 1x3, padding 1x2",
            () -> new Conv2D(4, 2).dilation(1, 3).padding(Padding.explicit(1, 2)),
            LayerCases::image,
            Oracles.convolution(1, 1, 1, 3, 1, Padding.explicit(1, 2))),
        new LayerCase(
            "Conv2D 3 same stride 2, 2 groups",
            () -> new Conv2D(6, 3).same().stride(2).groups(2),
            rng -> Shape.of(4 + rng.nextInt(5), 4 + rng.nextInt(5), 4),
            Oracles.convolution(2, 2, 1, 1, 2, Padding.SAME)));
  }

  /** Images of 4 to 8 by 4 to 8 pixels with 1 to 5 channels. */
  static Shape image(Rng rng) {
    return Shape.of(4 + rng.nextInt(5), 4 + rng.nextInt(5), 1 + rng.nextInt(5));
  }

  /** 2 to 20 features. */
  static Shape flat(Rng rng) {
    return Shape.of(2 + rng.nextInt(19));
  }
}
