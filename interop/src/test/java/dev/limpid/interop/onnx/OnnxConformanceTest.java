package dev.limpid.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.References;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** ONNX's own conformance cases, converted from PyTorch's, and its networks of constant weights. */
class OnnxConformanceTest {
  /** Weights as inputs, and pooling along one axis. */
  private static final Set<String> REFUSED =
      Set.of("test_operator_addmm", "test_operator_mm", "test_operator_maxpool");

  @Test
  void conformanceCasesGiveTheirOutputs() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String kind : List.of("onnx/pytorch-converted", "onnx/pytorch-operator")) {
      for (Path folder : References.in(kind)) {
        String name = folder.getFileName().toString();
        try {
          double difference = difference(folder.resolve("model.onnx"), folder);
          if (!(difference < 1e-5)) {
            wrong.add(name + ": " + difference);
          }
        } catch (UnsupportedModelException e) {
          refused.add(name);
          if (!REFUSED.contains(name)) {
            wrong.add(e.getMessage());
          }
        } catch (RuntimeException e) {
          wrong.add(name + ": " + e);
        }
      }
    }
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
    assertEquals(REFUSED, Set.copyOf(refused));
  }

  @Test
  void networksOfConstantWeightsGiveTheirOutputs() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : References.in("onnx/light")) {
      String name = file.getFileName().toString();
      if (name.endsWith(".onnx") && !name.contains("vgg19")) {
        double difference = differenceOfLight(file);
        if (!(difference < 1e-4)) {
          wrong.add(name + ": " + difference);
        }
      }
    }
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }

  /** In a method of its own, so that one network goes before the next comes. */
  private static double differenceOfLight(Path file) throws IOException {
    Network network = OnnxReader.read(file, Compute.standard()).network();
    Tensor x = Tensor.zeros(network.inputShape().batch(1));
    Shape in = network.inputShape();
    for (int i = 0; i < x.size(); i++) {
      int place = i % in.dim(2) * in.dim(0) * in.dim(1) + i / in.dim(2);
      x.data()[i] = (float) place / x.size();
    }
    String output = file.getFileName().toString().replace(".onnx", "_output_0.pb");
    Tensor expected = tensor(file.resolveSibling(output));
    return Arrays.stream(differences(expected, network.forward(x, Mode.INFERENCE)))
        .max()
        .orElseThrow();
  }

  private static double difference(Path model, Path folder) throws IOException {
    Network network = OnnxReader.read(model, Compute.standard()).network();
    OnnxModel file = OnnxFile.read(model);
    Path data = folder.resolve("test_data_set_0");
    boolean whole = WholeTensors.are(file.graph());
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    int i = 0;
    for (OnnxGraph.OnnxInput input : file.graph().inputs()) {
      if (!file.graph().initializers().containsKey(input.name())) {
        Tensor x = tensor(data.resolve("input_" + i++ + ".pb"));
        inputs.put(input.name(), whole ? oneSample(x) : channelsLast(x));
      }
    }
    Tensor y = tensor(data.resolve("output_0.pb"));
    Tensor expected = whole ? y : channelsLast(y);
    return Arrays.stream(differences(expected, network.forward(inputs, Mode.INFERENCE)))
        .max()
        .orElseThrow();
  }

  private static double[] differences(Tensor expected, Tensor actual) {
    assertEquals(expected.size(), actual.size());
    double[] differences = new double[expected.size()];
    double largest = 1e-30;
    for (int i = 0; i < differences.length; i++) {
      float size = Math.abs(expected.data()[i]);
      largest = size <= Float.MAX_VALUE ? Math.max(largest, size) : largest;
    }
    for (int i = 0; i < differences.length; i++) {
      differences[i] = Math.abs(expected.data()[i] - (double) actual.data()[i]) / largest;
      if (Float.compare(expected.data()[i], actual.data()[i]) == 0) {
        differences[i] = 0; // infinities and NaN too, which some cases have
      } else if (Double.isNaN(differences[i])) {
        differences[i] = Double.POSITIVE_INFINITY;
      }
    }
    return differences;
  }

  private static Tensor oneSample(Tensor x) {
    return Tensor.of(x.shape().batch(1), x.data());
  }

  /** {@code [N, C, ...]} as {@code [N, ..., C]}. */
  private static Tensor channelsLast(Tensor x) {
    int[] d = x.shape().toArray();
    if (d.length < 3) {
      return x;
    }
    int pixels = x.size() / d[0] / d[1];
    int[] dims = new int[d.length];
    dims[0] = d[0];
    System.arraycopy(d, 2, dims, 1, d.length - 2);
    dims[d.length - 1] = d[1];
    Tensor y = Tensor.zeros(Shape.of(dims));
    for (int i = 0; i < y.size(); i++) {
      int channel = i % d[1];
      int pixel = i / d[1] % pixels;
      int image = i / d[1] / pixels;
      y.data()[i] = x.data()[(image * d[1] + channel) * pixels + pixel];
    }
    return y;
  }

  /** A TensorProto in a file. */
  private static Tensor tensor(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    ProtoMessage message = new ProtoMessage(bytes);
    ProtoMessage.Numbers dims = new ProtoMessage.Numbers();
    ProtoMessage.Numbers reals = new ProtoMessage.Numbers();
    ByteBuffer raw = null;
    OnnxType type = OnnxType.FLOAT;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> message.numbersInto(dims);
        case 2 -> type = OnnxType.of(message.number());
        case 4 -> message.realsInto(reals, false);
        case 9 -> raw = message.bytes();
        default -> {}
      }
    }
    int[] shape = Arrays.stream(dims.toArray()).mapToInt(Math::toIntExact).toArray();
    Tensor tensor = Tensor.zeros(Shape.of(shape));
    long[] listed = reals.toArray();
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] =
          raw != null ? type.realAt(raw, i) : (float) Double.longBitsToDouble(listed[i]);
    }
    return tensor;
  }
}
