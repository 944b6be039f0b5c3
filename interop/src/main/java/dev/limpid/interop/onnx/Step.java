package dev.limpid.interop.onnx;

import java.util.Arrays;
import java.util.List;

/**
 * One operator that is to be turned into layers, with what it takes.
 *
 * @param importer what it is turned with
 * @param node the operator
 * @param inputs what it takes; null for those that are left out
 */
record Step(Importer importer, OnnxNode node, List<Value> inputs) {
  Value input(int i) {
    Value input = optional(i);
    if (input == null) {
      throw new IllegalArgumentException("its input " + (i + 1) + " is missing");
    }
    return input;
  }

  /** Null if it is left out. */
  Value optional(int i) {
    return i < inputs.size() ? inputs.get(i) : null;
  }

  /** An input that a layer puts out. */
  Value computed(int i) {
    Value input = input(i);
    if (input.isConstant()) {
      throw new IllegalArgumentException(
          "its input " + (i + 1) + " is constant where it should depend on the network's input");
    }
    if (!input.isComputed()) {
      throw new IllegalArgumentException("takes what can't be had: " + importer.unsupported(input));
    }
    return input;
  }

  /** A computed input {@code [C, H, W]}. */
  Value image() {
    Value input = computed(0);
    if (input.rank() != 3) {
      throw new IllegalArgumentException(
          "takes a batch of shape [N, "
              + Arrays.toString(input.dims()).substring(1)
              + "; only images [N, C, H, W] are supported");
    }
    return input;
  }

  /** An input that is known. */
  OnnxTensor constant(int i) {
    Value input = input(i);
    if (!input.isConstant()) {
      throw new IllegalArgumentException(
          "its input "
              + (i + 1)
              + " is computed from the network's input; only constants are supported there");
    }
    return input.constant();
  }

  /** A known weight of a shape. */
  OnnxTensor weight(int i, int... dims) {
    OnnxTensor tensor = constant(i);
    if (!Arrays.equals(tensor.dims(), dims)) {
      throw new IllegalArgumentException(
          "its weight "
              + i
              + " has the shape "
              + Arrays.toString(tensor.dims())
              + " instead of "
              + Arrays.toString(dims));
    }
    importer.noteWeight(tensor);
    return tensor;
  }

  /** Whole numbers, from an input since some opset, from an attribute before; null if neither. */
  long[] numbers(String attribute, int input) {
    if (optional(input) != null) {
      return constant(input).longs();
    }
    return node.has(attribute) ? node.integers(attribute) : null;
  }

  /** A dimension of a sample, by its number in a batch, which may count from the end. */
  int sampleAxis(long axis, int sampleRank) {
    long positive = axis < 0 ? axis + sampleRank + 1 : axis;
    if (positive < 1 || positive > sampleRank) {
      throw new IllegalArgumentException(
          positive == 0
              ? "works across the samples of a batch, which no layer does"
              : "has no axis " + axis);
    }
    return (int) positive - 1;
  }

  /** Where the weight or the node has a name that a layer may bear. */
  String layerName() {
    return LayerNames.of(node);
  }
}
