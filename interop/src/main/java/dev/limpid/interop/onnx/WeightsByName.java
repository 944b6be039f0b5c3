package dev.limpid.interop.onnx;

import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.pytorch.StateDict;
import dev.limpid.interop.pytorch.StateDictWeights;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph with the weights of a state dict, which has PyTorch's names as the graph has. */
final class WeightsByName {
  private static final List<String> ROLES =
      List.of(".weight", ".bias", ".running_mean", ".running_var");

  private WeightsByName() {}

  /**
   * The graph with these weights.
   *
   * @param mapping from names of the graph to those of the state dict, where they differ
   */
  static OnnxModel in(OnnxModel model, StateDict weights, Map<String, String> mapping)
      throws IOException {
    Map<String, OnnxTensor> all = new LinkedHashMap<>(model.graph().initializers());
    Map<String, String> inGraph = new HashMap<>();
    all.keySet().forEach(name -> inGraph.put(StateDictWeights.mapped(name, mapping), name));
    List<String> names = weights.names();
    for (String name : names) {
      if (name.endsWith("num_batches_tracked")) {
        continue;
      }
      OnnxTensor old = all.get(inGraph.get(name));
      if (old == null) {
        throw new UnsupportedModelException(
            model.file(),
            "has no weight "
                + ForeignText.quoted(name)
                + " for the state dict's; a mapping of names tells what is called otherwise, and"
                + " PyTorch's exporter renames weights into which it folds BatchNorm:"
                + " torch.onnx.export(model, x, 'model.onnx',"
                + " training=torch.onnx.TrainingMode.PRESERVE) keeps them");
      }
      int[] shape = weights.shape(name);
      if (!Arrays.equals(shape, old.dims())) {
        throw new UnsupportedModelException(
            weights.file(),
            "its tensor "
                + ForeignText.quoted(name)
                + " has the shape "
                + Arrays.toString(shape)
                + ", in the graph it is "
                + Arrays.toString(old.dims()));
      }
      all.put(old.name(), OnnxTensor.ofFloats(shape, weights.values(name)).named(old.name()));
    }
    for (String name : model.graph().initializers().keySet()) {
      String wanted = StateDictWeights.mapped(name, mapping);
      if (ROLES.stream().anyMatch(name::endsWith) && !names.contains(wanted)) {
        throw new UnsupportedModelException(
            weights.file(),
            "has no tensor " + ForeignText.quoted(wanted) + ", which the graph needs");
      }
    }
    OnnxGraph graph = model.graph();
    return new OnnxModel(
        model.file(),
        model.opset(),
        model.producer(),
        model.metadata(),
        new OnnxGraph(graph.nodes(), all, graph.inputs(), graph.outputs()));
  }
}
