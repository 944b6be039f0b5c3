package dev.limpid.interop.onnx;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.interop.onnx.GraphWriter.NodeWriter;
import dev.limpid.layers.Layer;
import java.util.Locale;

/**
 * What the operators of all layers have in common when they are written: the graph that they go
 * into, and the layer that they are named after.
 */
abstract class LayerNodes {
  private final GraphWriter graph;
  private String name = "";
  private String weights = "";

  LayerNodes(GraphWriter graph) {
    this.graph = graph;
  }

  final GraphWriter graph() {
    return graph;
  }

  /** Sets the layer whose operators follow. */
  void of(Layer layer) {
    name = layer.name();
    weights = layer.weightsOf().name();
  }

  /** A weight of the layer, which another one may have had before. */
  final String weight(String torchRole, int[] dims, float[] values) {
    return graph.weightOf(weights, "." + torchRole, dims, values);
  }

  /** What the last operator of the layer puts out. */
  final String name() {
    return name;
  }

  static int[] channelsFirst(Shape image) {
    return new int[] {image.dim(2), image.dim(0), image.dim(1)};
  }

  String toChannelsFirst(String value, String label) {
    return graph.node("Transpose", value).set("perm", 0, 3, 1, 2).to(label + ".nchw");
  }

  String toChannelsLast(String value, String label) {
    return graph.node("Transpose", value).set("perm", 0, 2, 3, 1).to(label + ".nhwc");
  }

  NodeWriter node(String operator, String... inputs) {
    return graph.node(operator, inputs);
  }

  String number(String role, double value) {
    return graph.number(name + "." + role, value);
  }

  String clipped(String x, double low, double high) {
    return node("Clip", x, graph.number(name + ".min", low), graph.number(name + ".max", high))
        .to(name);
  }

  static Parameter parameter(Layer layer, String role) {
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().endsWith("." + role)) {
        return parameter;
      }
    }
    throw new IllegalArgumentException(layer + " has no parameter '" + role + "'");
  }

  static float[] values(Parameter parameter) {
    return parameter.value().copy().data();
  }

  /** One value a channel, of shape {@code [C, 1, 1]} for images. */
  String ofChannels(Layer layer, String role, String torchRole, boolean isImage) {
    float[] values = values(parameter(layer, role));
    int[] dims = isImage ? new int[] {values.length, 1, 1} : new int[] {values.length};
    return weight(torchRole, dims, values);
  }

  String vector(Layer layer, String role, String torchRole) {
    float[] values = values(parameter(layer, role));
    return weight(torchRole, new int[] {values.length}, values);
  }

  /** A parameter of an image's shape with channels first, any other as it is. */
  String ofSample(Layer layer, String role, String torchRole) {
    Parameter parameter = parameter(layer, role);
    int[] dims = parameter.value().shape().toArray();
    if (dims.length != 3) {
      return weight(torchRole, dims, values(parameter));
    }
    OnnxTensor tensor = OnnxTensor.ofFloats(dims, parameter.value().data());
    return weight(
        torchRole,
        channelsFirst(parameter.value().shape()),
        Convolutions.permuted(tensor, 2, 0, 1));
  }

  static IllegalArgumentException unknown(Layer layer) {
    return new IllegalArgumentException(
        "there are no operators of ONNX for "
            + layer.type().toLowerCase(Locale.ROOT)
            + ": "
            + layer);
  }
}
