package dev.limpid.bench.peers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network of Limpid as an ONNX model, NCHW, of the layers that {@link OtherNetwork} uses. */
final class OnnxExport {
  private final Network network;
  private final OnnxGraph graph = new OnnxGraph();

  /** By the names of inputs and layers. */
  private final Map<String, String> values = new HashMap<>();

  private OnnxExport(Network network) {
    this.network = network;
  }

  /** The model file. */
  static byte[] bytes(Network network) {
    return new OnnxExport(network).write();
  }

  private byte[] write() {
    values.put(network.inputs().keySet().iterator().next(), OnnxModel.INPUT);
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      List<String> inputs = new ArrayList<>(network.sources(i).stream().map(values::get).toList());
      values.put(layer.name(), node(layer, network.sources(i).get(0), inputs));
    }
    Shape image = network.inputShape();
    String last = network.layers().get(network.layers().size() - 1).name();
    return graph.model(
        OnnxModel.INPUT,
        new long[] {image.dim(2), image.dim(0), image.dim(1)},
        values.get(last),
        new long[] {network.outputShape().size()});
  }

  private String node(Layer layer, String source, List<String> inputs) {
    if (layer instanceof Conv2D || layer instanceof DepthwiseConv2D) {
      return convolution(layer, inputs);
    } else if (layer instanceof BatchNorm norm) {
      for (String role : new String[] {"gamma", "beta", "moving_mean", "moving_variance"}) {
        float[] of = parameter(layer, role);
        inputs.add(graph.initializer(layer.name() + "." + role, of, of.length));
      }
      return graph.node(
          "BatchNormalization", inputs, OnnxGraph.decimal("epsilon", (float) norm.epsilon()));
    } else if (layer instanceof ReLU) {
      return graph.node("Relu", inputs);
    } else if (layer instanceof ReLU6) {
      inputs.add(graph.initializer(layer.name() + ".least", new float[] {0}));
      inputs.add(graph.initializer(layer.name() + ".greatest", new float[] {6}));
      return graph.node("Clip", inputs);
    } else if (layer instanceof MaxPool2D) {
      return pool(layer, inputs);
    } else if (layer instanceof GlobalAvgPool2D) {
      return graph.node("Flatten", List.of(graph.node("GlobalAveragePool", inputs)));
    } else if (layer instanceof Flatten) {
      return graph.node("Flatten", inputs);
    } else if (layer instanceof Dense) {
      return dense(layer, source, inputs);
    } else if (layer instanceof Add) {
      return graph.node("Add", inputs);
    } else if (layer instanceof Softmax) {
      return graph.node("Softmax", inputs, OnnxGraph.integer("axis", 1));
    }
    throw new IllegalArgumentException("no ONNX form of " + layer);
  }

  private String convolution(Layer layer, List<String> inputs) {
    int channels = layer.inputShape().dim(2);
    int filters = layer.outputShape().dim(2);
    int[] kernel = numbers(layer, "kernel");
    int groups = layer instanceof DepthwiseConv2D ? channels : (int) layer.config().get("groups");
    float[] oihw =
        Layouts.hwioToOihw(
            parameter(layer, "kernel"), kernel[0] * kernel[1], channels / groups, filters);
    inputs.add(
        graph.initializer(
            layer.name() + ".kernel", oihw, filters, channels / groups, kernel[0], kernel[1]));
    if ((boolean) layer.config().get("bias")) {
      inputs.add(graph.initializer(layer.name() + ".bias", parameter(layer, "bias"), filters));
    }
    return graph.node(
        "Conv",
        inputs,
        OnnxGraph.integers("kernel_shape", kernel[0], kernel[1]),
        OnnxGraph.integers("strides", toLongs(numbers(layer, "stride"))),
        OnnxGraph.integers("pads", pads(layer, kernel)),
        OnnxGraph.integer("group", groups));
  }

  private String pool(Layer layer, List<String> inputs) {
    int[] size = numbers(layer, "pool");
    return graph.node(
        "MaxPool",
        inputs,
        OnnxGraph.integers("kernel_shape", size[0], size[1]),
        OnnxGraph.integers("strides", toLongs(numbers(layer, "stride"))),
        OnnxGraph.integers("pads", pads(layer, size)));
  }

  private String dense(Layer layer, String source, List<String> inputs) {
    int units = layer.outputShape().size();
    int features = layer.inputShape().size();
    float[] kernel = parameter(layer, "kernel");
    for (Layer before : network.layers()) {
      if (before instanceof Flatten && before.name().equals(source)) {
        int channels = before.inputShape().dim(-1);
        kernel = Layouts.denseForNchw(kernel, features / channels, channels, units);
      }
    }
    inputs.add(graph.initializer(layer.name() + ".kernel", kernel, features, units));
    inputs.add(graph.initializer(layer.name() + ".bias", parameter(layer, "bias"), units));
    return graph.node("Gemm", inputs);
  }

  /** Zeros above, on the left, below and on the right. */
  private static long[] pads(Layer layer, int[] kernel) {
    int[] stride = numbers(layer, "stride");
    boolean same = layer.config().get("padding").equals("same");
    long[] pads = new long[4];
    for (int axis = 0; axis < 2 && same; axis++) {
      int input = layer.inputShape().dim(axis);
      Window window = Window.along(axis, input, kernel[axis], stride[axis], 1, Padding.SAME);
      int all = Math.max(0, (window.output() - 1) * stride[axis] + kernel[axis] - input);
      pads[axis] = window.before();
      pads[2 + axis] = all - window.before();
    }
    return pads;
  }

  private static int[] numbers(Layer layer, String option) {
    String[] parts = ((String) layer.config().get(option)).split("x", -1);
    return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
  }

  private static long[] toLongs(int[] numbers) {
    return new long[] {numbers[0], numbers[1]};
  }

  private static float[] parameter(Layer layer, String role) {
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().equals(layer.name() + "." + role)) {
        return parameter.value().data();
      }
    }
    throw new IllegalArgumentException(layer + " has no " + role);
  }
}
