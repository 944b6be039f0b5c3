package dev.limpid.bench.peers;

import java.util.List;

/**
 * Writes an ONNX model node by node, with any number of images in a batch. Numbers of fields are
 * those of <a href="https://github.com/onnx/onnx/blob/v1.16.0/onnx/onnx.proto">onnx.proto</a>.
 */
final class OnnxGraph {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;

  private final ProtobufMessage graph = new ProtobufMessage().text(2, "network");
  private int nodes;

  /** Adds a node; gives the name of its output. */
  String node(String type, List<String> inputs, ProtobufMessage... attributes) {
    String output = "value_" + ++nodes;
    ProtobufMessage node = new ProtobufMessage();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, type);
    for (ProtobufMessage attribute : attributes) {
      node.message(5, attribute);
    }
    graph.message(1, node);
    return output;
  }

  /** Adds a constant; gives its name. Without dimensions it is a number. */
  String initializer(String name, float[] values, long... dims) {
    ProtobufMessage tensor = new ProtobufMessage().number(2, FLOAT).text(8, name);
    for (long dim : dims) {
      tensor.number(1, dim);
    }
    graph.message(5, tensor.floats(9, values));
    return name;
  }

  /** The model file. */
  byte[] model(String input, long[] inputDims, String output, long[] outputDims) {
    graph.message(11, value(input, inputDims)).message(12, value(output, outputDims));
    return new ProtobufMessage()
        .number(1, IR_VERSION)
        .text(2, "limpid-bench")
        .message(7, graph)
        .message(8, new ProtobufMessage().text(1, "").number(2, OPSET))
        .toByteArray();
  }

  static ProtobufMessage integer(String name, long value) {
    return new ProtobufMessage().text(1, name).number(3, value).number(20, 2);
  }

  static ProtobufMessage decimal(String name, float value) {
    return new ProtobufMessage().text(1, name).decimal(2, value).number(20, 1);
  }

  static ProtobufMessage integers(String name, long... values) {
    ProtobufMessage attribute = new ProtobufMessage().text(1, name).number(20, 7);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute;
  }

  /** An input or output {@code [N, dims]}. */
  private static ProtobufMessage value(String name, long... dims) {
    ProtobufMessage shape = new ProtobufMessage().message(1, new ProtobufMessage().text(2, "N"));
    for (long dim : dims) {
      shape.message(1, new ProtobufMessage().number(1, dim));
    }
    ProtobufMessage tensor = new ProtobufMessage().number(1, FLOAT).message(2, shape);
    return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
  }
}
