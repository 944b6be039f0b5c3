package dev.limpid.interop.onnx;

import java.util.List;

/**
 * A value of the graph: a constant, what a layer puts out, or what no layer puts out, such as the
 * square of something, and is good only as part of a formula that is known ({@link Formulas}).
 */
final class Value {
  private final OnnxNode node;
  private final List<Value> inputs;
  private final OnnxTensor constant;
  private final int[] dims;
  private final Layout layout;
  private final Expr expr;

  private Value(
      OnnxNode node,
      List<Value> inputs,
      OnnxTensor constant,
      int[] dims,
      Layout layout,
      Expr expr) {
    this.node = node;
    this.inputs = inputs;
    this.constant = constant;
    this.dims = dims;
    this.layout = layout;
    this.expr = expr;
  }

  static Value constant(OnnxTensor tensor) {
    return new Value(null, List.of(), tensor, tensor.dims(), null, null);
  }

  static Value of(Layout layout, Expr expr) {
    return new Value(null, List.of(), null, layout.dims(), layout, expr);
  }

  /** What no layer puts out. */
  static Value without(int[] dims) {
    return new Value(null, List.of(), null, dims, null, null);
  }

  /** The same, as the output of a node. */
  Value from(OnnxNode newNode, List<Value> newInputs) {
    return new Value(newNode, newInputs, constant, dims, layout, expr);
  }

  boolean isConstant() {
    return constant != null;
  }

  OnnxTensor constant() {
    return constant;
  }

  /** Whether a layer, or an input, puts it out. */
  boolean isComputed() {
    return expr != null;
  }

  /** ONNX's dimensions: all of a constant, of one sample otherwise. */
  int[] dims() {
    return dims;
  }

  int rank() {
    return dims.length;
  }

  Layout layout() {
    return layout;
  }

  Expr expr() {
    return expr;
  }

  /** The node that puts it out; null for inputs and weights. */
  OnnxNode node() {
    return node;
  }

  boolean isBy(String operator) {
    return node != null && node.operator().equals(operator);
  }

  List<Value> inputs() {
    return inputs;
  }

  Value input(int i) {
    return inputs.get(i);
  }

  /** The one number that a constant is made of; NaN if it is not. */
  double number() {
    return constant == null ? Double.NaN : constant.onlyValue();
  }
}
