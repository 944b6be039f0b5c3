package dev.limpid.interop.onnx;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.PatchedFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.pytorch.StateDictStatistics;
import dev.limpid.interop.pytorch.StateDictWeights;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the moving averages of a network's BatchNorm layers into a copy of the ONNX file that the
 * network was read from. Nothing else of the file changes.
 */
public final class OnnxStatistics {
  private static final int MEAN = 3;
  private static final int VARIANCE = 4;

  private OnnxStatistics() {}

  /**
   * Writes the copy, as a whole or not at all.
   *
   * @param network as it was read from the file, trained or recalibrated since
   * @param to where to; may be the same file
   * @throws IOException if the file has no BatchNormalization, another number than the network, or
   *     its statistics are not in the file itself
   */
  public static void replace(Path from, Network network, Path to) throws IOException {
    OnnxModel model = OnnxFile.read(from);
    PatchedFile copy = new PatchedFile(from);
    for (Map.Entry<String, float[]> item : statistics(model, network).entrySet()) {
      requireNoOtherUse(model, item.getKey());
      put(copy, model, item.getKey(), item.getValue());
    }
    copy.write(to);
  }

  /**
   * Writes them into a copy of the state dict of PyTorch whose weights were put into the graph, by
   * the names that both have.
   *
   * @param graph the ONNX file
   * @param weights the state dict
   * @param mapping from names in the graph to those in the state dict, where they differ
   * @throws IOException as above, or if the state dict has no tensor of such a name and size
   */
  public static void replace(
      Path graph, Path weights, Map<String, String> mapping, Network network, Path to)
      throws IOException {
    OnnxModel model = OnnxFile.read(graph);
    if (OnnxReader.isLimpids(model)) {
      StateDictStatistics.replace(weights, network, mapping, to);
    } else {
      Map<String, float[]> values = new LinkedHashMap<>();
      statistics(model, network)
          .forEach((name, value) -> values.put(StateDictWeights.mapped(name, mapping), value));
      StateDictStatistics.replace(weights, values, to);
    }
  }

  /** Moving means and variances by the names that the graph has for them. */
  private static Map<String, float[]> statistics(OnnxModel model, Network network)
      throws IOException {
    List<OnnxNode> nodes = Importer.run(model, Compute.standard()).norms();
    List<BatchNorm> norms = network.layers(BatchNorm.class);
    if (nodes.isEmpty() || nodes.size() != norms.size()) {
      throw new UnsupportedModelException(
          model.file(),
          "has "
              + nodes.size()
              + " BatchNormalization nodes, and the network "
              + norms.size()
              + " BatchNorm layers"
              + (nodes.isEmpty() ? ": there is nothing to mend" : ""));
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      List<String> inputs = nodes.get(i).inputs();
      BatchNorm norm = norms.get(i);
      put(values, model.file(), inputs.get(MEAN), norm.movingMean().value().data());
      put(values, model.file(), inputs.get(VARIANCE), norm.movingVariance().value().data());
    }
    return values;
  }

  private static void put(Map<String, float[]> all, Path file, String name, float[] values)
      throws UnsupportedModelException {
    float[] other = all.put(name, values);
    if (other != null && !Arrays.equals(other, values)) {
      throw new UnsupportedModelException(
          file,
          "has one weight "
              + ForeignText.quoted(name)
              + " for several BatchNormalization nodes, whose statistics differ by now; it can keep"
              + " but one");
    }
  }

  /** Exporters keep equal weights once, such as a mean and a beta of zeros. */
  private static void requireNoOtherUse(OnnxModel model, String name)
      throws UnsupportedModelException {
    for (OnnxNode node : model.graph().nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        boolean isStatistic =
            node.operator().equals("BatchNormalization") && (i == MEAN || i == VARIANCE);
        if (node.inputs().get(i).equals(name) && !isStatistic) {
          throw new UnsupportedModelException(
              model.file(),
              "has one weight "
                  + ForeignText.quoted(name)
                  + " for a statistic and for "
                  + node
                  + "; it can't be replaced alone");
        }
      }
    }
  }

  private static void put(PatchedFile copy, OnnxModel model, String name, float[] values)
      throws UnsupportedModelException {
    OnnxTensor tensor = model.graph().initializers().get(name);
    ByteBuffer raw = tensor == null ? null : tensor.rawBytes();
    if (raw == null || tensor.isExternal() || tensor.size() != values.length) {
      throw new UnsupportedModelException(
          model.file(),
          "its statistics "
              + ForeignText.quoted(name)
              + " are no weight of this size in the file itself, and can't be replaced");
    }
    OnnxType type = tensor.rawType();
    ByteBuffer bytes = ByteBuffer.allocate(raw.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      type.setReal(bytes, i, values[i]);
    }
    copy.put(raw.arrayOffset() + raw.position(), bytes);
  }
}
