package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.interop.Channels;
import dev.limpid.interop.format.UnsupportedModelException;
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
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Softplus;
import dev.limpid.layers.Softsign;
import dev.limpid.layers.SpatialDropout2D;
import dev.limpid.layers.StochasticDepth;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.ThresholdedReLU;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.networks.LeNet;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.norm.UnitNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.ReflectionPadding2D;
import dev.limpid.layers.resize.Resizing;
import dev.limpid.layers.resize.UpSampling2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks written for Keras come back the same. With {@code -Dlimpid.keras.written=FOLDER} they
 * are left there, with an input and the output, for {@code src/test/python/check_keras.py}, which
 * has Keras load them.
 */
class WriteTest {
  @TempDir Path folder;

  /** Networks that together have every layer that can be written. */
  static Map<String, Network> networks() {
    Map<String, Network> networks = new LinkedHashMap<>();
    networks.put(
        "convolutions",
        Sequential.of(11, 9, 4)
            .add(new ZeroPadding2D(1, 0, 2, 1), new Conv2D(6, 3, 2).same().stride(2), new ReLU())
            .add(new Conv2D(8, 3).padding(Padding.explicit(1, 2)).groups(2).bias(false))
            .add(new BatchNorm().momentum(0.9).epsilon(1e-5), new LeakyReLU(0.1))
            .add(new DepthwiseConv2D(3).multiplier(2).same(), new SiLU())
            .add(new Conv2D(5, 2).dilation(2), new Mish(), new MaxPool2D(2).stride(1).same())
            .add(new Conv2DTranspose(4, 2).same().stride(2), new GELU(), new AvgPool2D(3, 2))
            .add(new Dropout(0.2), new Flatten(), new Dense(7), new Softmax())
            .build(1));
    networks.put(
        "activations",
        Sequential.of(6, 5, 4)
            .add(new Rescaling(2, -1), new ELU(0.5), new SELU(), new Sigmoid(), new Tanh())
            .add(new Conv2D(4, 1), new Softplus(), new Softsign(), new HardSwish())
            .add(new Conv2D(4, 1), new HardSigmoid(), new ReLU6(), new PReLU())
            .add(new PReLU().forEachValue(true), new ThresholdedReLU(0.1, 0.2, 1.5))
            .add(new LogSoftmax())
            .build(2));
    networks.put(
        "shapes",
        Sequential.of(8, 6, 4)
            .add(new LayerNorm().epsilon(1e-4), new GroupNorm(2), new Permute(2, 1, 3))
            .add(new UpSampling2D(2, 1), new Cropping2D(1, 2, 0, 1), new BilinearUpSampling2D(2))
            .add(new Resizing(7, 5), new Resizing(9, 4).nearest(true), new SpatialDropout2D(0.3))
            .add(new StochasticDepth(0.2), new ChannelScale())
            .add(new LayerNorm().overAll(true), new UnitNorm(), new Reshape(6, -1))
            .add(new Flatten(), new Dense(3))
            .build(3));
    Graph graph = new Graph();
    Node image = graph.input("image", 8, 8, 3);
    Node other = graph.input("other", 8, 8, 3);
    Node left = image.then(new Conv2D(4, 3).same(), new BatchNorm(), new ReLU());
    Node right = other.then(new Conv2D(4, 1).bias(false));
    Node sum = new Add().of(left, right);
    Node scale = sum.then(new GlobalAvgPool2D(), new Dense(4), new Sigmoid());
    Node weights = scale.then(new Reshape(1, 1, 4), new Broadcast(8, 8, 4));
    Node scaled = new Multiply().of(sum, weights);
    Node both = new Concat().of(scaled, left, right);
    Node end = both.then(new Conv2D(6, 3).stride(2), new BatchNorm(), new GlobalAvgPool2D());
    networks.put("graph", graph.build(end.then(new Dense(5)), 4));
    Graph dots = new Graph();
    Node stem = dots.input("x.in", 6, 6, 2);
    Node first = stem.then(new Conv2D(3, 3).padding(Padding.explicit(1, 1)).named("block.0/Conv"));
    Node second = first.then(new Conv2D(3, 1).named("block_0.conv"), new BatchNorm().named("b.n"));
    networks.put("dots", dots.build(second.then(new Flatten(), new Dense(2).named("top.")), 6));
    Graph twice = new Graph();
    Node picture = twice.input("picture", 9, 8, 3);
    Layer conv = new Conv2D(3, 3).padding(Padding.sides(1, 1, 2, 0)).named("conv");
    Layer norm = new BatchNorm().named("norm");
    Node once = picture.then(conv, norm, new ReLU());
    Node again =
        once.then(
            new Conv2D(3, 3).padding(Padding.sides(1, 1, 2, 0)).withWeightsOf(conv),
            new BatchNorm().withWeightsOf(norm),
            new ReLU(),
            new MaxPool2D(3).stride(2).padding(Padding.explicit(1, 1)));
    Layer dense = new Dense(4).named("dense");
    Node high = again.then(new GlobalAvgPool2D(), dense);
    Node low = once.then(new GlobalAvgPool2D(), new Dense(4).withWeightsOf(dense));
    networks.put("shared", twice.build(new Add().of(high, low), 7));
    networks.put("lenet", LeNet.forImages(28, 28, 1, 10).build(5, Compute.standard()));
    networks.forEach((name, network) -> randomize(network, name));
    return networks;
  }

  /** Statistics and biases that say nothing would hide that they are mixed up. */
  private static void randomize(Network network, String name) {
    Rng rng = Rng.of(name.hashCode());
    for (Parameter parameter : network.parameters()) {
      float[] values = parameter.value().data();
      for (int i = 0; i < parameter.value().size(); i++) {
        double value = 0.5 * rng.nextGaussian();
        values[i] = (float) (parameter.name().endsWith("variance") ? 0.5 + value * value : value);
      }
    }
  }

  private static Map<String, Tensor> inputs(Network network) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    network
        .inputs()
        .forEach(
            (name, shape) -> {
              Tensor x = Tensor.zeros(shape.batch(3));
              Rng rng = Rng.of(name.length());
              for (int i = 0; i < x.size(); i++) {
                x.data()[i] = (float) rng.nextGaussian();
              }
              inputs.put(name, x);
            });
    return inputs;
  }

  @Test
  void whatIsWrittenComesBackTheSame() throws IOException {
    String kept = System.getProperty("limpid.keras.written");
    Path to = kept == null ? folder : Files.createDirectories(Path.of(kept));
    for (Map.Entry<String, Network> entry : networks().entrySet()) {
      Network network = entry.getValue();
      Map<String, Tensor> x = inputs(network);
      Tensor y = network.forward(x, Mode.INFERENCE).copy();
      for (String ending : new String[] {".keras", ".h5"}) {
        Path file = to.resolve(entry.getKey() + ending);
        KerasFiles.write(network, file);
        Network back = KerasFiles.read(file, Compute.standard()).network();
        Tensor again = back.forward(x, Mode.INFERENCE);
        double difference = Channels.difference(y, again);
        assertTrue(difference < 1e-5, file.getFileName() + ": " + difference);
      }
      if (kept != null) {
        int number = 0;
        for (Tensor input : x.values()) {
          save(input, to.resolve(entry.getKey() + ".x" + number++ + ".npy"));
        }
        save(y, to.resolve(entry.getKey() + ".y.npy"));
      }
    }
  }

  /** On PyTorch, Keras refuses to load a model with a dot in a layer's name. */
  @Test
  void namesOfLayersHaveNoDots() throws IOException {
    WrittenModel written = new WrittenModel(networks().get("dots"));
    List<String> names = new ArrayList<>();
    Matcher matcher = Pattern.compile("\"name\": ?\"([^\"]*)\"").matcher(written.config());
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    names.removeAll(List.of("x.in")); // an input, which keeps its name
    assertTrue(names.containsAll(List.of("block_0_conv", "block_0_conv_2", "b_n", "top_")));
    assertTrue(names.stream().noneMatch(name -> name.contains(".")), names::toString);
  }

  /** An array in NumPy's format. */
  private static void save(Tensor tensor, Path file) throws IOException {
    String shape = tensor.shape().toString().replace('[', '(').replace(']', ')');
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    String padded = header + " ".repeat(127 - 10 - header.length()) + "\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + padded.length() + 4 * tensor.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) padded.length()).put(padded.getBytes());
    for (int i = 0; i < tensor.size(); i++) {
      bytes.putFloat(tensor.data()[i]);
    }
    Files.write(file, bytes.array());
  }

  @Test
  void theSameNetworkGivesTheSameBytes() throws IOException {
    Network network = networks().get("graph");
    KerasFiles.write(network, folder.resolve("one.keras"));
    KerasFiles.write(network, folder.resolve("two.keras"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("one.keras")),
        Files.readAllBytes(folder.resolve("two.keras")));
  }

  @Test
  void aLayerThatKerasDoesNotHaveIsRefusedByItsNameAndNothingIsWritten() {
    Network network =
        Sequential.of(6, 6, 3).add(new ReflectionPadding2D(1).named("mirror")).build(1);
    Path file = folder.resolve("none.keras");
    Exception refused =
        assertThrows(UnsupportedModelException.class, () -> KerasFiles.write(network, file));
    assertTrue(refused.getMessage().contains("ReflectionPadding2D 'mirror'"), refused.getMessage());
    assertTrue(Files.notExists(file));
    assertEquals(Shape.of(8, 8, 3), network.outputShape());
  }
}
