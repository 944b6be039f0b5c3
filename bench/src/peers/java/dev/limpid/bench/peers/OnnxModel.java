package dev.limpid.bench.peers;

import dev.limpid.bench.SeedModel;
import java.util.ArrayList;
import java.util.List;

/** The seed network as an ONNX model, NCHW. */
final class OnnxModel {
  static final String INPUT = "images";

  private final Workload workload;
  private final OnnxGraph graph = new OnnxGraph();
  private String current = INPUT;

  private OnnxModel(Workload workload) {
    this.workload = workload;
  }

  /** The model file with the weights of the workload. */
  static byte[] bytes(Workload workload) {
    return new OnnxModel(workload).write();
  }

  private byte[] write() {
    for (int layer = 1; layer <= 2 * SeedModel.FILTERS.size(); layer++) {
      convolution("conv2d_" + layer);
      add("Relu");
      batchNorm("batchnorm_" + layer);
      if (layer % 2 == 0) {
        add(
            "MaxPool",
            OnnxGraph.integers("kernel_shape", 2, 2),
            OnnxGraph.integers("strides", 2, 2));
      }
    }
    add("Flatten");
    dense("dense_1", SeedModel.LAST_POSITIONS);
    add("Relu");
    dense("dense_2", 1);
    add("Softmax", OnnxGraph.integer("axis", 1));
    return graph.model(
        INPUT,
        new long[] {SeedModel.CHANNELS, SeedModel.HEIGHT, SeedModel.WIDTH},
        current,
        new long[] {SeedModel.CLASSES});
  }

  private void convolution(String name) {
    float[] bias = workload.parameter(name + ".bias");
    float[] kernel = workload.parameter(name + ".kernel");
    int channels = kernel.length / 9 / bias.length;
    float[] oihw = Layouts.hwioToOihw(kernel, 9, channels, bias.length);
    graph.initializer(name + ".kernel", oihw, bias.length, channels, 3, 3);
    graph.initializer(name + ".bias", bias, bias.length);
    add(
        "Conv",
        new String[] {name + ".kernel", name + ".bias"},
        OnnxGraph.integers("kernel_shape", 3, 3),
        OnnxGraph.integers("pads", 1, 1, 1, 1));
  }

  private void batchNorm(String name) {
    String[] roles = {".gamma", ".beta", ".moving_mean", ".moving_variance"};
    String[] names = new String[roles.length];
    for (int i = 0; i < roles.length; i++) {
      names[i] = name + roles[i];
      float[] values = workload.parameter(names[i]);
      graph.initializer(names[i], values, values.length);
    }
    add("BatchNormalization", names, OnnxGraph.decimal("epsilon", Workload.BATCH_NORM_EPSILON));
  }

  private void dense(String name, int positions) {
    float[] bias = workload.parameter(name + ".bias");
    float[] kernel = workload.parameter(name + ".kernel");
    int inputs = kernel.length / bias.length;
    float[] ordered = Layouts.denseForNchw(kernel, positions, inputs / positions, bias.length);
    graph.initializer(name + ".kernel", ordered, inputs, bias.length);
    graph.initializer(name + ".bias", bias, bias.length);
    add("Gemm", new String[] {name + ".kernel", name + ".bias"});
  }

  private void add(String type, ProtobufMessage... attributes) {
    add(type, new String[0], attributes);
  }

  /** A node from the current value, and these further inputs, to a new current value. */
  private void add(String type, String[] inputs, ProtobufMessage... attributes) {
    List<String> all = new ArrayList<>(List.of(current));
    all.addAll(List.of(inputs));
    current = graph.node(type, all, attributes);
  }
}
