package dev.limpid.interop.onnx;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.PatchedFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

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
    List<OnnxNode> nodes = Importer.run(model, Compute.standard()).norms();
    List<BatchNorm> norms = network.layers(BatchNorm.class);
    if (nodes.isEmpty() || nodes.size() != norms.size()) {
      throw new UnsupportedModelException(
          from,
          "has "
              + nodes.size()
              + " BatchNormalization nodes, and the network "
              + norms.size()
              + " BatchNorm layers"
              + (nodes.isEmpty() ? ": there is nothing to mend" : ""));
    }
    PatchedFile copy = new PatchedFile(from);
    for (int i = 0; i < nodes.size(); i++) {
      put(copy, model, nodes.get(i), MEAN, norms.get(i).movingMean().value().data());
      put(copy, model, nodes.get(i), VARIANCE, norms.get(i).movingVariance().value().data());
    }
    copy.write(to);
  }

  private static void put(
      PatchedFile copy, OnnxModel model, OnnxNode node, int input, float[] values)
      throws UnsupportedModelException {
    String name = node.inputs().get(input);
    OnnxTensor tensor = model.graph().initializers().get(name);
    ByteBuffer raw = tensor == null ? null : tensor.rawBytes();
    if (raw == null || tensor.isExternal() || tensor.size() != values.length) {
      throw new UnsupportedModelException(
          model.file(),
          node
              + ": its statistics "
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
