package dev.limpid.bench.peers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Block;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.merge.Residual;
import dev.limpid.layers.networks.LeNet;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.List;
import java.util.Locale;

/** Networks besides the seed network, as published, for inference. */
enum OtherNetwork {
  /** LeNet-5, 28x28x1. */
  LENET(28, 1),
  /** ResNet-20, 32x32x3. */
  RESNET20(32, 3),
  /** VGG-16, 224x224x3. */
  VGG16(224, 3),
  /** MobileNetV2 of width 1, 224x224x3. */
  MOBILENETV2(224, 3),
  /** ResNet-50 with its strides in the 3x3 convolutions, 224x224x3. */
  RESNET50(224, 3);

  private static final int CLASSES = 1000;

  /** Expansion, channels, blocks and first stride of each stage of MobileNetV2. */
  private static final int[][] INVERTED = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  private final int side;
  private final int channels;

  OtherNetwork(int side, int channels) {
    this.side = side;
    this.channels = channels;
  }

  static OtherNetwork parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "no network '" + name + "'; there are seed and " + List.of(values()), e);
    }
  }

  /**
   * The network with random weights, the same each time. The factors of BatchNorm are a half, so
   * that values neither vanish nor explode.
   */
  Network build(Compute compute) {
    Network network =
        switch (this) {
          case LENET -> LeNet.forImages(side, side, channels, 10).build(1, compute);
          case RESNET20 -> ResNet.forImages(side, side, channels, 10).build(1, compute);
          case VGG16 -> vgg16(compute);
          case MOBILENETV2 -> mobileNet(compute);
          case RESNET50 -> resNet50(compute);
        };
    for (Parameter parameter : network.parameters()) {
      if (parameter.name().endsWith(".gamma")) {
        parameter.value().fill(0.5f);
      }
    }
    return network;
  }

  /** Images of values from 0 to 1, {@code [count, side, side, channels]}. */
  float[] images(int count) {
    Rng rng = Rng.of(2);
    float[] values = new float[count * side * side * channels];
    for (int i = 0; i < values.length; i++) {
      values[i] = rng.nextFloat();
    }
    return values;
  }

  /** Multiplications and additions of an image in convolutions and dense layers. */
  static double flops(Network network) {
    double flops = 0;
    for (Layer layer : network.layers()) {
      for (Parameter parameter : layer.parameters()) {
        if (parameter.name().endsWith(".kernel")) {
          boolean image = layer.outputShape().rank() == 3;
          double positions = image ? layer.outputShape().dim(0) * layer.outputShape().dim(1) : 1;
          flops += 2 * positions * parameter.value().size();
        }
      }
    }
    return flops;
  }

  private Network vgg16(Compute compute) {
    Sequential network = Sequential.of(side, side, channels).on(compute);
    int[][] stages = {{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}};
    for (int[] stage : stages) {
      for (int i = 0; i < stage[1]; i++) {
        Conv2D convolution = new Conv2D(stage[0], 3).same().initializer(Initializer.HE_NORMAL);
        network.add(convolution, new ReLU());
      }
      network.add(new MaxPool2D(2));
    }
    return network
        .add(new Flatten(), new Dense(4096), new ReLU(), new Dense(4096), new ReLU())
        .add(new Dense(CLASSES), new Softmax())
        .build(1);
  }

  private Network mobileNet(Compute compute) {
    Sequential network = Sequential.of(side, side, channels).on(compute);
    network.add(convolution(32, 3, 2), new BatchNorm(), new ReLU6());
    int before = 32;
    for (int[] stage : INVERTED) {
      for (int i = 0; i < stage[2]; i++) {
        network.add(inverted(before, stage[0], stage[1], i == 0 ? stage[3] : 1));
        before = stage[1];
      }
    }
    return network
        .add(convolution(1280, 1, 1), new BatchNorm(), new ReLU6())
        .add(new GlobalAvgPool2D(), new Dense(CLASSES), new Softmax())
        .build(1);
  }

  private static Block inverted(int before, int expansion, int filters, int stride) {
    Block expanded =
        input ->
            expansion == 1
                ? input
                : input.then(convolution(before * expansion, 1, 1), new BatchNorm(), new ReLU6());
    DepthwiseConv2D depthwise = new DepthwiseConv2D(3).stride(stride).same().bias(false);
    Block[] main = {
      expanded,
      depthwise.initializer(Initializer.HE_NORMAL),
      new BatchNorm(),
      new ReLU6(),
      convolution(filters, 1, 1),
      new BatchNorm()
    };
    return stride == 1 && before == filters ? new Residual(main) : input -> input.then(main);
  }

  private Network resNet50(Compute compute) {
    Sequential network = Sequential.of(side, side, channels).on(compute);
    network.add(convolution(64, 7, 2), new BatchNorm(), new ReLU());
    network.add(new MaxPool2D(3).stride(2).padding(Padding.SAME));
    int[] blocks = {3, 4, 6, 3};
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int i = 0; i < blocks[stage]; i++) {
        network.add(bottleneck(64 << stage, stage > 0 && i == 0 ? 2 : 1, i == 0), new ReLU());
      }
    }
    return network.add(new GlobalAvgPool2D(), new Dense(CLASSES), new Softmax()).build(1);
  }

  private static Block bottleneck(int filters, int stride, boolean projects) {
    Residual block =
        new Residual(
            convolution(filters, 1, 1),
            new BatchNorm(),
            new ReLU(),
            convolution(filters, 3, stride),
            new BatchNorm(),
            new ReLU(),
            convolution(4 * filters, 1, 1),
            new BatchNorm());
    return projects ? block.shortcut(convolution(4 * filters, 1, stride), new BatchNorm()) : block;
  }

  private static Conv2D convolution(int filters, int kernel, int stride) {
    return new Conv2D(filters, kernel)
        .same()
        .stride(stride)
        .bias(false)
        .initializer(Initializer.HE_NORMAL);
  }
}
