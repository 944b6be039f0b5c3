package dev.limpid.interop.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operators of ONNX that Limpid has, by name, each in the class of its kind. An operator whose
 * inputs are all known is computed at once ({@link Constants}).
 */
final class Operators {
  /** The newest version of ONNX's operators whose changes are known here. */
  static final int NEWEST = 24;

  /** Turns an operator into layers. */
  @FunctionalInterface
  interface Operator {
    Value apply(Step step);
  }

  private static final Map<String, Operator> BY_NAME = new HashMap<>();

  static {
    Activations.addTo(BY_NAME);
    Arithmetic.addTo(BY_NAME);
    Borders.addTo(BY_NAME);
    Convolutions.addTo(BY_NAME);
    Norms.addTo(BY_NAME);
    Parts.addTo(BY_NAME);
    Pools.addTo(BY_NAME);
    Reductions.addTo(BY_NAME);
    Resizes.addTo(BY_NAME);
    Shapes.addTo(BY_NAME);
  }

  private Operators() {}

  /** The outputs of an operator; fewer than it has where nobody can use the others. */
  static List<Value> apply(Step step) {
    OnnxNode node = step.node();
    if (!node.domain().isEmpty() && !node.domain().equals("ai.onnx")) {
      throw new IllegalArgumentException(
          "the operators of '" + node.domain() + "' are not ONNX's, and not known");
    }
    OnnxTensor folded = Constants.fold(step);
    if (folded != null) {
      return List.of(Value.constant(folded));
    }
    if (node.operator().equals("Split")) {
      return Parts.split(step);
    }
    Operator operator = BY_NAME.get(node.operator());
    if (operator == null) {
      throw new IllegalArgumentException("there is no layer for this operator");
    }
    requireOneOutput(step);
    List<Value> outputs = new ArrayList<>();
    outputs.add(operator.apply(step));
    return outputs;
  }

  /** MaxPool's indices and the like. */
  private static void requireOneOutput(Step step) {
    for (int i = 1; i < step.node().outputs().size(); i++) {
      String name = step.node().outputs().get(i);
      if (!name.isEmpty() && step.importer().isUsed(name)) {
        throw new IllegalArgumentException(
            "its output " + (i + 1) + " is used, which no layer has");
      }
    }
  }
}
