package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.hdf5.Hdf5Writer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.StochasticDepth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators on tensors, and classes outside of Keras's layers, in files as Keras 3.9 writes. */
class OperatorsTest {
  private static final float[] X = {-4, -0.5f, 0.25f, 7};

  private static final String TENSOR =
      "{'class_name': '__keras_tensor__', 'config': {'shape': [null, 1, 2, 2],"
          + " 'dtype': 'float32', 'keras_history': ['in', 0, 0]}}";

  @TempDir Path folder;

  private static String operator(String module, String type, String config, String args) {
    return described("'keras.src.ops." + module + "'", "'" + type + "'", type, config, args);
  }

  private static String described(
      String module, String registered, String type, String config, String args) {
    return ("{'module': %s, 'class_name': '%s', 'config': {%s}, 'registered_name': %s,"
            + " 'name': 'out', 'inbound_nodes': [{'args': [%s], 'kwargs': {}}]}")
        .formatted(module, type, config, registered, args);
  }

  private static String withoutModule(String layer) {
    return layer
        .replaceFirst("'module': [^,]*, ", "")
        .replaceFirst("'registered_name': [^,]*, ", "");
  }

  /** The model of one layer behind an input. */
  private Network read(String layer) throws IOException {
    String json =
        ("{'class_name': 'Functional', 'config': {'name': 'm', 'layers': [{'module':"
                + " 'keras.layers', 'class_name': 'InputLayer', 'config': {'batch_shape': [null,"
                + " 1, 2, 2], 'name': 'in'}, 'registered_name': null, 'name': 'in',"
                + " 'inbound_nodes': []}, "
                + layer
                + "], 'input_layers': [['in', 0, 0]], 'output_layers': [['out', 0, 0]]}}")
            .replace('\'', '"');
    Path file = folder.resolve("model.keras");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("config.json"));
      zip.write(json.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      zip.write(new Hdf5Writer().toBytes());
    }
    return KerasFiles.read(file, Compute.standard()).network();
  }

  private void gives(String layer, double... expected) throws IOException {
    float[] y =
        read(layer).forward(Tensor.of(Shape.of(1, 1, 2, 2), X.clone()), Mode.INFERENCE).data();
    double[] got = new double[expected.length];
    for (int i = 0; i < got.length; i++) {
      got[i] = y[i];
    }
    assertArrayEquals(expected, got, 1e-6, layer);
  }

  private void refused(String layer, String part) {
    Exception problem = assertThrows(UnsupportedModelException.class, () -> read(layer));
    assertTrue(problem.getMessage().contains(part), problem.getMessage());
  }

  @Test
  void arithmeticWithANumberIsARescaling() throws IOException {
    gives(operator("numpy", "Add", "'name': 'a'", TENSOR + ", 3"), -1, 2.5, 3.25, 10);
    gives(operator("numpy", "Add", "'name': 'a'", "3.0, " + TENSOR), -1, 2.5, 3.25, 10);
    gives(operator("numpy", "Subtract", "'name': 's'", TENSOR + ", 1"), -5, -1.5, -0.75, 6);
    gives(operator("numpy", "Subtract", "'name': 's'", "1, " + TENSOR), 5, 1.5, 0.75, -6);
    gives(operator("numpy", "Multiply", "'name': 'm'", TENSOR + ", 0.5"), -2, -0.25, 0.125, 3.5);
    gives(operator("numpy", "TrueDivide", "'name': 'd'", TENSOR + ", 4"), -1, -0.125, 0.0625, 1.75);
    gives(operator("numpy", "Negative", "'name': 'n'", TENSOR), 4, 0.5, -0.25, -7);
    String scalar = "{'class_name': '__numpy__', 'config': {'value': 2.0, 'dtype': 'float32'}}";
    gives(operator("numpy", "Multiply", "'name': 'm'", TENSOR + ", " + scalar), -8, -1, 0.5, 14);
  }

  @Test
  void anHdf5FileTellsNoModule() throws IOException {
    String times = operator("numpy", "Multiply", "'name': 'm'", TENSOR + ", 0.5");
    String relu = operator("nn", "Relu", "'name': 'r'", TENSOR);
    gives(withoutModule(times), -2, -0.25, 0.125, 3.5);
    gives(withoutModule(relu), 0, 0, 0.25, 7);
    String own = described("null", "null", "Dropout", "'name': 'out', 'trainable': true", TENSOR);
    refused(withoutModule(own), "no rate");
  }

  @Test
  void operatorsOfTensorsAreMerges() throws IOException {
    String two = TENSOR + ", " + TENSOR;
    gives(operator("numpy", "Add", "'name': 'a'", two), -8, -1, 0.5, 14);
    gives(operator("numpy", "Multiply", "'name': 'a'", two), 16, 0.25, 0.0625, 49);
    gives(operator("numpy", "TrueDivide", "'name': 'a'", two), 1, 1, 1, 1);
    assertEquals(
        Shape.of(2, 2, 2),
        read(operator("numpy", "Concatenate", "'axis': 1", "[" + two + "]")).outputShape());
  }

  @Test
  void functionsAreActivations() throws IOException {
    gives(operator("nn", "Relu", "'name': 'r'", TENSOR), 0, 0, 0.25, 7);
    gives(operator("nn", "Relu6", "'name': 'r'", TENSOR), 0, 0, 0.25, 6);
    gives(operator("nn", "LeakyRelu", "'negative_slope': 0.1", TENSOR), -0.4, -0.05, 0.25, 7);
    gives(operator("nn", "Elu", "'alpha': 2.0", TENSOR), -1.9633687, -0.7869387, 0.25, 7);
    // x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    gives(
        operator("nn", "Gelu", "'approximate': true", TENSOR),
        -0.0000703,
        -0.1542860,
        0.1496755,
        7);
  }

  @Test
  void whatAnOperatorWouldLoseIsRefused() {
    String array = "{'class_name': '__numpy__', 'config': {'value': [1.0, 2.0]}}";
    refused(operator("numpy", "Multiply", "'name': 'm'", TENSOR + ", " + array), "an array");
    refused(operator("numpy", "Maximum", "'name': 'm'", TENSOR + ", 0.1"), "to 0.1");
    refused(operator("numpy", "TrueDivide", "'name': 'm'", "1, " + TENSOR), "to 1");
    refused(operator("numpy", "Average", "'axis': null", TENSOR), "Operator Average 'out'");
  }

  @Test
  void aClassOfOnesOwnIsRefusedThoughItIsNamedLikeKerass() {
    String rate = "'name': 'out', 'rate': 0.1";
    refused(described("null", "'Dropout'", "Dropout", rate, TENSOR), "of the class 'Dropout'");
    refused(described("'mine'", "'Dropout'", "Dropout", rate, TENSOR), "of the class 'Dropout'");
  }

  @Test
  void dropoutOfWholeSamplesIsStochasticDepth() throws IOException {
    String config = "'name': 'out', 'rate': 0.2, 'noise_shape': %s";
    String whole = config.formatted("[null, 1, 1, 1]");
    Network network = read(described("'keras.layers'", "null", "Dropout", whole, TENSOR));
    assertTrue(network.layers().get(0) instanceof StochasticDepth, "" + network.layers());
    String path = "'name': 'out', 'drop_path_rate': 0.2";
    String convnext = "'keras.src.applications.convnext'";
    gives(described(convnext, "'StochasticDepth'", "StochasticDepth", path, TENSOR), -4, -0.5);
    String rows = config.formatted("[null, 1, null, null]");
    refused(described("'keras.layers'", "null", "Dropout", rows, TENSOR), "noise_shape");
  }
}
