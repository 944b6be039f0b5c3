package dev.limpid.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.Channels;
import dev.limpid.interop.pytorch.StateDictWriter;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.networks.LeNet;
import dev.limpid.layers.networks.ResNet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Writes networks for {@code interop/src/test/python/check_exports.py}, into the folder that the
 * property {@code limpid.export} names.
 */
class ExportsTest {
  @Test
  void networksForOtherPrograms() throws IOException {
    String folder = System.getProperty("limpid.export");
    Assumptions.assumeTrue(folder != null, "limpid.export is not set: nothing is written");
    Map<String, Network> networks = new LinkedHashMap<>();
    for (int i = 0; i < OnnxWriterTest.OF_IMAGES.size(); i++) {
      Layer layer = OnnxWriterTest.OF_IMAGES.get(i).get();
      Network network = Sequential.of(7, 6, 2).add(new Conv2D(6, 1), layer).build(3);
      networks.put(String.format(Locale.ROOT, "%02d-%s", i, layer.type()), network);
    }
    Compute compute = Compute.standard();
    networks.put("lenet", LeNet.forImages(28, 28, 1, 10).build(1, compute));
    networks.put("resnet", ResNet.forImages(16, 16, 3, 10).build(1, compute));
    Path target = Files.createDirectories(Path.of(folder));
    for (Map.Entry<String, Network> item : networks.entrySet()) {
      write(OnnxWriterTest.random(item.getValue(), 7), target, item.getKey());
    }
    assertTrue(Files.exists(target.resolve("resnet.onnx")));
  }

  private static void write(Network network, Path folder, String name) throws IOException {
    OnnxWriter.of(network).write(folder.resolve(name + ".onnx"));
    StateDictWriter.write(network, folder.resolve(name + ".pth"));
    StateDictWriter.write(network, folder.resolve(name + ".safetensors"));
    Tensor x = Tensor.zeros(network.inputShape().batch(2));
    Rng rng = Rng.of(1);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = (float) rng.nextGaussian();
    }
    Tensor y = network.forward(x, Mode.INFERENCE);
    Files.write(folder.resolve(name + ".x.npy"), npy(Channels.first(x)));
    Files.write(folder.resolve(name + ".y.npy"), npy(Channels.first(y)));
  }

  private static byte[] npy(Tensor tensor) {
    String shape =
        Arrays.stream(tensor.shape().toArray())
            .mapToObj(dim -> dim + ",")
            .collect(Collectors.joining(" "));
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    byte[] text =
        (header + " ".repeat(117 - header.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + text.length + 4 * tensor.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) text.length).put(text);
    bytes.asFloatBuffer().put(tensor.data(), 0, tensor.size());
    return bytes.array();
  }
}
