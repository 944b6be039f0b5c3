package dev.limpid.interop.onnx;

import dev.limpid.interop.onnx.OnnxGraph.OnnxInput;
import java.util.Set;

/**
 * Formulas of whole tensors: graphs that work value by value and whose inputs or weights fix a size
 * where networks have the batch. All of an input is then one sample.
 */
final class WholeTensors {
  private static final Set<String> VALUE_BY_VALUE =
      Set.of(
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Sum",
          "Max",
          "Min",
          "Neg",
          "Relu",
          "Sigmoid",
          "Tanh",
          "Elu",
          "LeakyRelu",
          "Softplus",
          "Softsign",
          "Identity");

  private WholeTensors() {}

  /** Whether a graph is such a formula. */
  static boolean are(OnnxGraph graph) {
    if (!graph.nodes().stream().allMatch(node -> VALUE_BY_VALUE.contains(node.operator()))) {
      return false;
    }
    long first = 0;
    int rank = 0;
    boolean fixed = false;
    for (OnnxInput input : graph.inputs()) {
      if (!graph.initializers().containsKey(input.name())) {
        if (input.dims().length < 2 || input.dims()[0] < 1) {
          return false; // a batch of any size
        }
        fixed |= first != 0 && first != input.dims()[0];
        first = Math.max(first, input.dims()[0]);
        rank = Math.max(rank, input.dims().length);
      }
    }
    for (OnnxTensor weight : graph.initializers().values()) {
      fixed |= weight.rank() == rank && weight.dims()[0] == first && first > 1;
    }
    return fixed;
  }
}
