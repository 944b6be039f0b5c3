package dev.limpid.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.interop.Channels;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.layers.Broadcast;
import dev.limpid.layers.ChannelScale;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.ELU;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.GELU;
import dev.limpid.layers.Graph;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.HardSwish;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Mish;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.PReLU;
import dev.limpid.layers.Permute;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.SELU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Slice;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Softplus;
import dev.limpid.layers.Softsign;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.ThresholdedReLU;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Maximum;
import dev.limpid.layers.merge.Mean;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.merge.Subtract;
import dev.limpid.layers.networks.LeNet;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.norm.LocalResponseNorm;
import dev.limpid.layers.norm.UnitNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.ConstantPadding2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.PixelCentres;
import dev.limpid.layers.resize.ReflectionPadding2D;
import dev.limpid.layers.resize.ReplicationPadding2D;
import dev.limpid.layers.resize.Resizing;
import dev.limpid.layers.resize.UpSampling2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written reads back as a network with the same outputs. */
class OnnxWriterTest {
  /** Layers of images {@code [H, W, C]}, each of which is put behind a convolution. */
  static final List<Supplier<Layer>> OF_IMAGES =
      List.of(
          ReLU::new,
          ReLU6::new,
          LeakyReLU::new,
          ELU::new,
          SELU::new,
          Sigmoid::new,
          Tanh::new,
          Softplus::new,
          Softsign::new,
          HardSigmoid::new,
          HardSwish::new,
          SiLU::new,
          Mish::new,
          () -> new GELU(false),
          () -> new GELU(true),
          () -> new ThresholdedReLU(0.3),
          PReLU::new,
          Softmax::new,
          LogSoftmax::new,
          () -> new Rescaling(0.7, -0.2),
          ChannelScale::new,
          () -> new Conv2D(4, 3).stride(2).same(),
          () -> new Conv2D(4, 2, 3).dilation(2, 1).padding(Padding.explicit(1, 2)).bias(false),
          () -> new Conv2D(6, 3).groups(3).padding(Padding.sides(0, 1, 2, 0)),
          () -> new DepthwiseConv2D(3).multiplier(2).same(),
          () -> new Conv2DTranspose(3, 3).stride(2),
          () -> new Conv2DTranspose(3, 4).stride(2).same(),
          () -> new Conv2DTranspose(3, 2).stride(3).same(),
          () ->
              new Conv2DTranspose(3, 3).stride(2).padding(Padding.explicit(1, 1)).outputPadding(1),
          BatchNorm::new,
          () -> new GroupNorm(3),
          LayerNorm::new,
          UnitNorm::new,
          () -> new LayerNorm().overAll(true),
          () -> new LocalResponseNorm(3).alpha(0.4),
          MaxPool2D::new,
          () -> new MaxPool2D(3).stride(2).same(),
          () -> new MaxPool2D(2).stride(1).dilation(2),
          () -> new AvgPool2D(3).stride(2).padding(Padding.explicit(1, 1)).countPadding(true),
          () -> new AvgPool2D(2).same(),
          GlobalAvgPool2D::new,
          GlobalMaxPool2D::new,
          () -> new ZeroPadding2D(1, 0, 2, 1),
          () -> new ConstantPadding2D(1.5, 1, 0, 2, 1),
          () -> new ReflectionPadding2D(1, 2, 0, 1),
          () -> new ReplicationPadding2D(1, 2, 0, 1),
          () -> new Cropping2D(1, 0, 2, 1),
          () -> new Slice(1, 3),
          () -> new UpSampling2D(2, 3),
          () -> new BilinearUpSampling2D(2),
          () -> new Resizing(5, 9),
          () -> new Resizing(5, 9).centres(PixelCentres.CORNERS),
          () -> new Resizing(5, 9).centres(PixelCentres.EDGES),
          () -> new Resizing(5, 9).centres(PixelCentres.EDGES).nearest(true),
          () -> new Dropout(0.5),
          Flatten::new,
          () -> new Reshape(6, 7, 6),
          () -> new Permute(3, 1, 2));

  private static Network behindConvolution(Layer layer) {
    return Sequential.of(7, 6, 2).add(new Conv2D(6, 1).named("first"), layer).build(3);
  }

  static Network random(Network network, long seed) {
    Rng rng = Rng.of(seed);
    for (Parameter parameter : network.parameters()) {
      for (int i = 0; i < parameter.value().size(); i++) {
        double value = 0.5 * rng.nextGaussian();
        boolean positive = parameter.name().endsWith("variance");
        parameter.value().data()[i] = (float) (positive ? 0.5 + Math.abs(value) : value);
      }
    }
    return network;
  }

  private static Tensor input(Network network) {
    Tensor x = Tensor.zeros(network.inputShape().batch(3));
    Rng rng = Rng.of(8);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = (float) rng.nextGaussian();
    }
    return x;
  }

  private static double roundTrip(Network network, boolean channelsLast) throws IOException {
    OnnxWriter writer = OnnxWriter.of(network);
    byte[] bytes = (channelsLast ? writer.channelsLast() : writer).toBytes();
    OnnxModel model = OnnxFile.of(Path.of("model.onnx"), bytes);
    Network back = OnnxReader.imported(model, Compute.standard()).network();
    Tensor x = input(network);
    Tensor expected = network.forward(x, Mode.INFERENCE).copy();
    assertEquals(expected.shape(), back.forward(x, Mode.INFERENCE).shape());
    return Channels.difference(expected, back.forward(x, Mode.INFERENCE));
  }

  @Test
  void everyLayerReadsBackWithTheSameOutputs() {
    List<String> wrong = new ArrayList<>();
    for (Supplier<Layer> layer : OF_IMAGES) {
      for (boolean channelsLast : new boolean[] {false, true}) {
        Network network = random(behindConvolution(layer.get()), 5);
        try {
          double difference = roundTrip(network, channelsLast);
          if (!(difference < 2e-6)) {
            wrong.add(network.layers().get(1) + ": " + difference);
          }
        } catch (IOException | RuntimeException | AssertionError e) {
          wrong.add(network.layers().get(1) + ": " + e);
        }
      }
    }
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }

  /** Their weights are in another order than those of the norm, which must not take them over. */
  @Test
  void scalesBehindANormWhoseValuesWereFlattenedOrTurnedReadBackTheSame() throws IOException {
    List<Supplier<Layer>> movers =
        List.of(
            Flatten::new,
            () -> new Permute(3, 2, 1),
            () -> new Permute(1, 3, 2),
            () -> new Permute(2, 1, 3));
    List<Supplier<Layer>> norms =
        List.of(() -> new LayerNorm().overAll(true), LayerNorm::new, () -> new GroupNorm(5));
    for (Supplier<Layer> mover : movers) {
      for (Supplier<Layer> norm : norms) {
        Layer plain = norm.get();
        Network network =
            Sequential.of(5, 5, 2)
                .add(new Conv2D(5, 1), plain, mover.get(), new ChannelScale())
                .build(1);
        random(network, 5);
        plain.parameters().get(0).value().fill(1);
        plain.parameters().get(1).value().fill(0);
        for (boolean channelsLast : new boolean[] {false, true}) {
          double difference = roundTrip(network, channelsLast);
          assertTrue(difference < 2e-6, plain + " " + network.layers().get(2) + ": " + difference);
        }
      }
    }
  }

  @Test
  void graphsReadBackWithTheSameOutputs() throws IOException {
    Graph graph = new Graph();
    Node image = graph.input("image", 8, 8, 3);
    Node stem = image.then(new Conv2D(8, 3).same().bias(false), new BatchNorm(), new ReLU());
    Node main = stem.then(new Conv2D(8, 3).same(), new BatchNorm());
    Node sum = new Add().of(main, stem, stem.then(new Tanh()));
    Node gate = sum.then(new GlobalAvgPool2D(), new Dense(8), new Sigmoid(), new Reshape(1, 1, 8));
    Node gated = new Multiply().of(sum, gate.then(new Broadcast(8, 8, 8)));
    Node mean = new Mean().of(gated, stem);
    Node other = new Subtract().of(new Maximum().of(gated, stem), main);
    Node joined = new Concat().of(gated, other, mean);
    Network network =
        graph.build(joined.then(new Flatten(), new Dense(5), new BatchNorm(), new Softmax()), 1);
    assertTrue(roundTrip(random(network, 4), false) < 2e-6);
    assertTrue(roundTrip(network, true) < 2e-6);
  }

  @Test
  void classesAndNamesComeBack(@TempDir Path folder) throws IOException {
    Network network = LeNet.forImages(28, 28, 1, 2).build(1, Compute.standard());
    Path file = folder.resolve("model.onnx");
    OnnxWriter.of(network).classNames(List.of("zero", "one \"1\"")).write(file);
    ImportedModel model = OnnxReader.read(file, Compute.standard());
    assertEquals(List.of("zero", "one \"1\""), model.classNames());
    assertEquals(
        network.parameters().stream().map(Parameter::name).toList(),
        model.network().parameters().stream().map(Parameter::name).toList());
  }

  @Test
  void aNormalisationInFrontIsPartOfTheNetwork() throws IOException {
    Network network = random(behindConvolution(new ReLU()), 2);
    byte[] bytes = OnnxWriter.of(network).pixels(0.25, -1).toBytes();
    Network back =
        OnnxReader.imported(OnnxFile.of(Path.of("m.onnx"), bytes), Compute.standard()).network();
    Tensor x = input(network);
    Tensor y = back.forward(x, Mode.INFERENCE).copy();
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = x.data()[i] * 0.25f - 1;
    }
    assertTrue(Channels.difference(network.forward(x, Mode.INFERENCE), y) < 1e-6);
  }

  /** PixelShuffle of PyTorch: value {@code c b b + y b + x} of a pixel goes to its place y, x. */
  @Test
  void blocksOfChannelsBecomePixelsAndBack() throws IOException {
    for (String mode : List.of("CRD", "DCR")) {
      GraphWriter graph = new GraphWriter();
      graph.input("x", 8, 2, 3);
      String wide =
          graph.node("DepthToSpace", "x").set("blocksize", 2L).set("mode", mode).to("wide");
      String y = wide;
      if (mode.equals("DCR")) {
        String less = graph.node("Neg", wide).to("less");
        String deep = graph.node("SpaceToDepth", less).set("blocksize", 2L).to("deep");
        y = graph.node("Neg", deep).to("y");
      }
      graph.output(y);
      OnnxModel model = OnnxFile.of(Path.of("m.onnx"), graph.model(17, List.of()));
      Network network = OnnxReader.imported(model, Compute.standard()).network();
      Tensor x = input(network);
      Tensor result = network.forward(x, Mode.INFERENCE);
      if (mode.equals("CRD")) {
        for (int i = 0; i < result.size(); i++) {
          int c = i % 2;
          int column = i / 2 % 6;
          int row = i / 12 % 4;
          int channel = c * 4 + row % 2 * 2 + column % 2;
          int at = ((i / 48 * 2 + row / 2) * 3 + column / 2) * 8 + channel;
          assertEquals(x.data()[at], result.data()[i]);
        }
      } else {
        assertEquals(0, Channels.difference(x, result));
      }
    }
  }
}
