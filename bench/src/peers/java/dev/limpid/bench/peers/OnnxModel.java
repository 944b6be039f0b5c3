package dev.limpid.bench.peers;

import dev.limpid.bench.SeedModel;

/**
 * The seed network as an ONNX model, NCHW, with any number of images in a batch. Numbers of fields
 * are those of <a href="https://github.com/onnx/onnx/blob/v1.16.0/onnx/onnx.proto">onnx.proto</a>.
 */
final class OnnxModel {
  static final String INPUT = "images";
  static final String OUTPUT = "probabilities";

  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;

  private final Workload workload;
  private final ProtobufMessage graph = new ProtobufMessage();
  private String current = INPUT;
  private int nodes;

  private OnnxModel(Workload workload) {
    this.workload = workload;
  }

  /** The model file with the weights of the workload. */
  static byte[] bytes(Workload workload) {
    return new OnnxModel(workload).write();
  }

  private byte[] write() {
    graph.text(2, "seed");
    for (int layer = 1; layer <= 2 * SeedModel.FILTERS.size(); layer++) {
      convolution("conv2d_" + layer);
      add("Relu");
      batchNorm("batchnorm_" + layer);
      if (layer % 2 == 0) {
        add("MaxPool", integers("kernel_shape", 2, 2), integers("strides", 2, 2));
      }
    }
    add("Flatten");
    dense("dense_1", SeedModel.LAST_POSITIONS);
    add("Relu");
    dense("dense_2", 1);
    String logits = current;
    current = OUTPUT;
    graph.message(1, node("Softmax", OUTPUT, logits).message(5, integer("axis", 1)));
    graph.message(11, value(INPUT, SeedModel.CHANNELS, SeedModel.HEIGHT, SeedModel.WIDTH));
    graph.message(12, value(OUTPUT, SeedModel.CLASSES));
    return new ProtobufMessage()
        .number(1, IR_VERSION)
        .text(2, "limpid-bench")
        .message(7, graph)
        .message(8, new ProtobufMessage().text(1, "").number(2, OPSET))
        .toByteArray();
  }

  private void convolution(String name) {
    float[] bias = workload.parameter(name + ".bias");
    float[] kernel = workload.parameter(name + ".kernel");
    int channels = kernel.length / 9 / bias.length;
    float[] oihw = Layouts.hwioToOihw(kernel, 9, channels, bias.length);
    initializer(name + ".kernel", oihw, bias.length, channels, 3, 3);
    initializer(name + ".bias", bias, bias.length);
    add(
        "Conv",
        new String[] {name + ".kernel", name + ".bias"},
        integers("kernel_shape", 3, 3),
        integers("pads", 1, 1, 1, 1));
  }

  private void batchNorm(String name) {
    String[] roles = {".gamma", ".beta", ".moving_mean", ".moving_variance"};
    String[] names = new String[roles.length];
    for (int i = 0; i < roles.length; i++) {
      names[i] = name + roles[i];
      float[] values = workload.parameter(names[i]);
      initializer(names[i], values, values.length);
    }
    add("BatchNormalization", names, decimal("epsilon", Workload.BATCH_NORM_EPSILON));
  }

  private void dense(String name, int positions) {
    float[] bias = workload.parameter(name + ".bias");
    float[] kernel = workload.parameter(name + ".kernel");
    int inputs = kernel.length / bias.length;
    float[] ordered = Layouts.denseForNchw(kernel, positions, inputs / positions, bias.length);
    initializer(name + ".kernel", ordered, inputs, bias.length);
    initializer(name + ".bias", bias, bias.length);
    add("Gemm", new String[] {name + ".kernel", name + ".bias"});
  }

  private void add(String type, ProtobufMessage... attributes) {
    add(type, new String[0], attributes);
  }

  /** A node from the current value, and these further inputs, to a new current value. */
  private void add(String type, String[] inputs, ProtobufMessage... attributes) {
    String output = "value_" + ++nodes;
    ProtobufMessage node = node(type, output, current);
    for (String input : inputs) {
      node.text(1, input);
    }
    for (ProtobufMessage attribute : attributes) {
      node.message(5, attribute);
    }
    graph.message(1, node);
    current = output;
  }

  private static ProtobufMessage node(String type, String output, String input) {
    return new ProtobufMessage().text(1, input).text(2, output).text(3, output).text(4, type);
  }

  private static ProtobufMessage integer(String name, long value) {
    return new ProtobufMessage().text(1, name).number(3, value).number(20, 2);
  }

  private static ProtobufMessage decimal(String name, float value) {
    return new ProtobufMessage().text(1, name).decimal(2, value).number(20, 1);
  }

  private static ProtobufMessage integers(String name, long... values) {
    ProtobufMessage attribute = new ProtobufMessage().text(1, name).number(20, 7);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute;
  }

  private void initializer(String name, float[] values, long... dims) {
    ProtobufMessage tensor = new ProtobufMessage().number(2, FLOAT).text(8, name);
    for (long dim : dims) {
      tensor.number(1, dim);
    }
    graph.message(5, tensor.floats(9, values));
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
