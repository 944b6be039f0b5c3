package dev.limpid.interop.onnx;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import dev.limpid.interop.onnx.GraphWriter.NodeWriter;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Options;
import dev.limpid.layers.norm.BatchNorm;
import java.util.List;
import java.util.Locale;

/**
 * Writes a layer as the operators that it comes to in inference. Images {@code [H, W, C]} are
 * {@code [N, C, H, W]} in the graph; samples of other ranks are as they are, with N in front.
 */
final class LayerWriter {
  private final GraphWriter graph;
  private String name;

  LayerWriter(GraphWriter graph) {
    this.graph = graph;
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

  /**
   * Writes a layer.
   *
   * @param inputs names of what it takes
   * @return the name of what it puts out
   * @throws IllegalArgumentException if ONNX has no operators for it
   */
  String write(Layer layer, List<String> inputs) {
    name = layer.name();
    if (layer instanceof Merge) {
      return merged(layer, inputs.toArray(new String[0]));
    }
    String x = inputs.get(0);
    Options options = new Options(layer.type(), layer.config());
    boolean isImage = layer.inputShape().rank() == 3;
    return switch (layer.type()) {
      case "Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout" -> x;
      case "ReLU" -> node("Relu", x).to(name);
      case "ReLU6" -> clipped(x, 0, 6);
      case "LeakyReLU" -> node("LeakyRelu", x).set("alpha", options.number("slope")).to(name);
      case "ELU" -> node("Elu", x).set("alpha", options.number("alpha")).to(name);
      case "SELU" -> node("Selu", x).to(name);
      case "Sigmoid", "Tanh", "Softplus", "Softsign", "HardSwish" -> node(layer.type(), x).to(name);
      case "HardSigmoid" -> node("HardSigmoid", x).set("alpha", 1 / 6.0).set("beta", 0.5).to(name);
      case "SiLU" -> node("Mul", x, node("Sigmoid", x).to(name + ".gate")).to(name);
      case "Mish" -> {
        String soft = node("Softplus", x).to(name + ".softplus");
        yield node("Mul", x, node("Tanh", soft).to(name + ".gate")).to(name);
      }
      case "GELU" -> gelu(x, options.flag("approximate"));
      case "ThresholdedReLU" -> thresholded(layer, options, x);
      case "PReLU" -> node("PRelu", x, slopes(layer, isImage)).to(name);
      case "Normalization" -> normalized(layer, x, isImage);
      case "UnitNorm" -> unit(x, isImage);
      case "Softmax", "LogSoftmax" ->
          node(layer.type(), x).set("axis", isImage ? 1L : -1L).to(name);
      case "Rescaling" -> line(x, options.number("scale"), options.number("offset"));
      case "ChannelScale" -> {
        String scaled =
            node("Mul", x, ofChannels(layer, "gamma", "weight", isImage)).to(name + ".scaled");
        yield node("Add", scaled, ofChannels(layer, "beta", "bias", isImage)).to(name);
      }
      case "Conv2D" -> convolution(layer, x);
      case "DepthwiseConv2D" -> convolution(((DepthwiseConv2D) layer).children().get(0), x);
      case "Conv2DTranspose" -> transposed(layer, options, x);
      case "Dense" -> dense(layer, options, x);
      case "BatchNorm" -> batchNorm((BatchNorm) layer, x);
      case "GroupNorm" -> groupNorm(layer, options, x);
      case "LayerNorm" -> layerNorm(layer, options, x);
      case "LocalResponseNorm" ->
          node("LRN", x)
              .set("size", options.integer("size"))
              .set("alpha", options.number("alpha"))
              .set("beta", options.number("beta"))
              .set("bias", options.number("k"))
              .to(name);
      default -> moved(layer, options, x);
    };
  }

  private NodeWriter node(String operator, String... inputs) {
    return graph.node(operator, inputs);
  }

  private String clipped(String x, double low, double high) {
    return node("Clip", x, graph.number(name + ".min", low), graph.number(name + ".max", high))
        .to(name);
  }

  private String line(String x, double scale, double offset) {
    String scaled = node("Mul", x, graph.number(name + ".scale", scale)).to(name + ".scaled");
    return node("Add", scaled, graph.number(name + ".offset", offset)).to(name);
  }

  private String thresholded(Layer layer, Options options, String x) {
    boolean capped = options.has("most");
    if (options.number("slope") != 0) {
      throw new IllegalArgumentException(layer + " has a slope below its threshold");
    }
    String y =
        node("ThresholdedRelu", x)
            .set("alpha", options.number("threshold"))
            .to(capped ? name + ".open" : name);
    return capped ? clipped(y, 0, options.number("most")) : y;
  }

  private String slopes(Layer layer, boolean isImage) {
    return parameter(layer, "slope").value().shape().rank() == 1
        ? ofChannels(layer, "slope", "weight", isImage)
        : ofSample(layer, "slope", "weight");
  }

  private String normalized(Layer layer, String x, boolean isImage) {
    float[] deviations = values(parameter(layer, "variance"));
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = (float) Math.max(Math.sqrt(deviations[i]), 1e-7);
    }
    int[] dims = isImage ? new int[] {deviations.length, 1, 1} : new int[] {deviations.length};
    String centred =
        node("Sub", x, ofChannels(layer, "mean", "mean", isImage)).to(name + ".centred");
    return node("Div", centred, graph.weight(name + ".deviation", dims, deviations)).to(name);
  }

  private String unit(String x, boolean isImage) {
    String length =
        node("ReduceL2", x).set("axes", new int[] {isImage ? 1 : -1}).to(name + ".length");
    String least = node("Max", length, number("least", 1e-12)).to(name + ".divisor");
    return node("Div", x, least).to(name);
  }

  private String number(String role, double value) {
    return graph.number(name + "." + role, value);
  }

  private String gelu(String x, boolean approximate) {
    String inner;
    if (approximate) {
      String cube = node("Pow", x, number("three", 3)).to(name + ".cube");
      String term = node("Mul", cube, number("factor", 0.044715)).to(name + ".term");
      String sum = node("Add", x, term).to(name + ".sum");
      String scaled = node("Mul", sum, number("root", Math.sqrt(2 / Math.PI))).to(name + ".scaled");
      inner = node("Tanh", scaled).to(name + ".tanh");
    } else {
      String divided = node("Div", x, number("root", Math.sqrt(2))).to(name + ".divided");
      inner = node("Erf", divided).to(name + ".erf");
    }
    String one = node("Add", inner, number("one", 1)).to(name + ".normal");
    String product = node("Mul", x, one).to(name + ".product");
    return node("Mul", product, number("half", 0.5)).to(name);
  }

  private static Parameter parameter(Layer layer, String role) {
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().endsWith("." + role)) {
        return parameter;
      }
    }
    throw new IllegalArgumentException(layer + " has no parameter '" + role + "'");
  }

  private static float[] values(Parameter parameter) {
    return parameter.value().copy().data();
  }

  /** One value a channel, of shape {@code [C, 1, 1]} for images. */
  private String ofChannels(Layer layer, String role, String torchRole, boolean isImage) {
    float[] values = values(parameter(layer, role));
    int[] dims = isImage ? new int[] {values.length, 1, 1} : new int[] {values.length};
    return graph.weight(name + "." + torchRole, dims, values);
  }

  private String vector(Layer layer, String role, String torchRole) {
    float[] values = values(parameter(layer, role));
    return graph.weight(name + "." + torchRole, new int[] {values.length}, values);
  }

  private String kernel(Layer layer) {
    Parameter kernel = parameter(layer, "kernel");
    int[] dims = kernel.value().shape().toArray();
    int[] axes = dims.length == 4 ? new int[] {3, 2, 0, 1} : new int[] {1, 0};
    int[] turned = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      turned[i] = dims[axes[i]];
    }
    float[] values = Convolutions.permuted(OnnxTensor.ofFloats(dims, kernel.value().data()), axes);
    return graph.weight(name + ".weight", turned, values);
  }

  private static Window[] windows(
      Shape image, int[] kernel, int[] stride, int[] dilation, Padding padding) {
    return new Window[] {
      Window.along(0, image.dim(0), kernel[0], stride[0], dilation[0], padding),
      Window.along(1, image.dim(1), kernel[1], stride[1], dilation[1], padding)
    };
  }

  /** ONNX's paddings of windows: top, left, bottom, right. */
  private static int[] pads(Window... windows) {
    int[] pads = new int[4];
    for (int i = 0; i < 2; i++) {
      Window w = windows[i];
      int reach = (w.output() - 1) * w.stride() + (w.kernel() - 1) * w.dilation() + 1;
      pads[i] = w.before();
      pads[i + 2] = Math.max(0, reach - w.input() - w.before());
    }
    return pads;
  }

  private String convolution(Layer layer, String x) {
    Options options = new Options(layer.type(), layer.config());
    int[] kernel = options.heightByWidth("kernel");
    int[] stride = options.heightByWidth("stride");
    int[] dilation = options.heightByWidth("dilation");
    String weight = kernel(layer);
    NodeWriter node =
        options.flag("bias")
            ? node("Conv", x, weight, vector(layer, "bias", "bias"))
            : node("Conv", x, weight);
    return node.set("kernel_shape", kernel)
        .set("strides", stride)
        .set("dilations", dilation)
        .set("group", options.integer("groups"))
        .set(
            "pads",
            pads(windows(layer.inputShape(), kernel, stride, dilation, options.padding("padding"))))
        .to(name);
  }

  private String transposed(Layer layer, Options options, String x) {
    int[] kernel = options.heightByWidth("kernel");
    int[] stride = options.heightByWidth("stride");
    int[] one = {1, 1};
    Padding padding = options.padding("padding");
    int[] pads = new int[4];
    int[] more = new int[2];
    if (padding instanceof Padding.Explicit explicit) {
      pads = new int[] {explicit.height(), explicit.width(), explicit.height(), explicit.width()};
      more = new int[] {options.integer("outputPadding"), options.integer("outputPadding")};
    } else {
      Window[] back = windows(layer.outputShape(), kernel, stride, one, padding);
      for (int i = 0; i < 2; i++) {
        int whole = (layer.inputShape().dim(i) - 1) * stride[i] + kernel[i];
        int cut = whole - back[i].before() - layer.outputShape().dim(i);
        pads[i] = back[i].before();
        pads[i + 2] = Math.max(0, cut);
        more[i] = Math.max(0, -cut);
      }
    }
    String weight = kernel(layer);
    NodeWriter node =
        options.flag("bias")
            ? node("ConvTranspose", x, weight, vector(layer, "bias", "bias"))
            : node("ConvTranspose", x, weight);
    return node.set("kernel_shape", kernel)
        .set("strides", stride)
        .set("pads", pads)
        .set("output_padding", more)
        .to(name);
  }

  private String dense(Layer layer, Options options, String x) {
    String weight = kernel(layer);
    NodeWriter node =
        options.flag("bias")
            ? node("Gemm", x, weight, vector(layer, "bias", "bias"))
            : node("Gemm", x, weight);
    return node.set("transB", 1L).to(name);
  }

  private String batchNorm(BatchNorm layer, String x) {
    boolean isPixels = layer.inputShape().rank() == 2;
    return lastAsChannels(
        layer,
        x,
        isPixels,
        at ->
            node(
                    "BatchNormalization",
                    at,
                    vector(layer, "gamma", "weight"),
                    vector(layer, "beta", "bias"),
                    vector(layer, "moving_mean", "running_mean"),
                    vector(layer, "moving_variance", "running_var"))
                .set("epsilon", layer.epsilon())
                .to(name));
  }

  /** Runs something on samples whose last axis is brought to the front, if that is asked for. */
  private String lastAsChannels(
      Layer layer, String x, boolean turn, java.util.function.UnaryOperator<String> work) {
    if (layer.inputShape().rank() > 3) {
      throw new IllegalArgumentException(layer + " of samples with four axes or more");
    }
    if (!turn) {
      return work.apply(x);
    }
    String turned = node("Transpose", x).set("perm", 0, 2, 1).to(name + ".turned");
    return node("Transpose", work.apply(turned)).set("perm", 0, 2, 1).to(name);
  }

  private String groupNorm(Layer layer, Options options, String x) {
    Shape shape = layer.inputShape();
    if (shape.rank() != 3 && shape.rank() != 1) {
      throw new IllegalArgumentException(layer + " of anything but images or features");
    }
    int groups = options.integer("groups");
    float[] ones = new float[groups];
    java.util.Arrays.fill(ones, 1);
    String grouped =
        node("Reshape", x, graph.numbers(name + ".grouped_shape", 0, groups, -1))
            .to(name + ".grouped");
    String normalised =
        node(
                "InstanceNormalization",
                grouped,
                graph.weight(name + ".ones", new int[] {groups}, ones),
                graph.weight(name + ".zeros", new int[] {groups}, new float[groups]))
            .set("epsilon", options.number("epsilon"))
            .to(name + ".normalised");
    boolean isImage = shape.rank() == 3;
    long[] back =
        isImage
            ? new long[] {-1, shape.dim(2), shape.dim(0), shape.dim(1)}
            : new long[] {-1, shape.dim(0)};
    String restored =
        node("Reshape", normalised, graph.numbers(name + ".shape", back)).to(name + ".restored");
    String scaled =
        node("Mul", restored, ofChannels(layer, "gamma", "weight", isImage)).to(name + ".scaled");
    return node("Add", scaled, ofChannels(layer, "beta", "bias", isImage)).to(name);
  }

  private String layerNorm(Layer layer, Options options, String x) {
    boolean isImage = layer.inputShape().rank() == 3;
    boolean all = options.flag("overAll");
    boolean turns = isImage && !all;
    String at = turns ? toChannelsLast(x, name) : x;
    String y =
        node(
                "LayerNormalization",
                at,
                ofSample(layer, "gamma", "weight"),
                ofSample(layer, "beta", "bias"))
            .set("axis", all ? 1L : -1L)
            .set("epsilon", options.number("epsilon"))
            .to(turns ? name + ".normalised" : name);
    return turns ? toChannelsFirst(y, name) : y;
  }

  /** A parameter of an image's shape with channels first, any other as it is. */
  private String ofSample(Layer layer, String role, String torchRole) {
    Parameter parameter = parameter(layer, role);
    int[] dims = parameter.value().shape().toArray();
    if (dims.length != 3) {
      return graph.weight(name + "." + torchRole, dims, values(parameter));
    }
    OnnxTensor tensor = OnnxTensor.ofFloats(dims, parameter.value().data());
    return graph.weight(
        name + "." + torchRole,
        channelsFirst(parameter.value().shape()),
        Convolutions.permuted(tensor, 2, 0, 1));
  }

  private String merged(Layer layer, String... inputs) {
    int rank = layer.outputShape().rank();
    return switch (layer.type()) {
      case "Add" -> node("Sum", inputs).to(name);
      case "Multiply" -> {
        String at = inputs[0];
        for (int i = 1; i < inputs.length; i++) {
          at = node("Mul", at, inputs[i]).to(i == inputs.length - 1 ? name : name + ".part");
        }
        yield at;
      }
      case "Subtract" -> node("Sub", inputs).to(name);
      case "Maximum" -> node("Max", inputs).to(name);
      case "Minimum" -> node("Min", inputs).to(name);
      case "Mean" -> node("Mean", inputs).to(name);
      case "Concat" -> node("Concat", inputs).set("axis", rank == 3 ? 1L : -1L).to(name);
      default -> throw unknown(layer);
    };
  }

  private static IllegalArgumentException unknown(Layer layer) {
    return new IllegalArgumentException(
        "there are no operators of ONNX for "
            + layer.type().toLowerCase(Locale.ROOT)
            + ": "
            + layer);
  }

  /** Layers that move values or take the best of some. */
  private String moved(Layer layer, Options options, String x) {
    Shape in = layer.inputShape();
    Shape out = layer.outputShape();
    return switch (layer.type()) {
      case "MaxPool2D", "AvgPool2D" -> pooled(layer, options, x);
      case "GlobalAvgPool2D" -> global("GlobalAveragePool", x);
      case "GlobalMaxPool2D" -> global("GlobalMaxPool", x);
      case "Flatten" -> {
        boolean turns = in.rank() == 3 && in.dim(2) > 1 && in.dim(0) * in.dim(1) > 1;
        yield node("Flatten", turns ? toChannelsLast(x, name) : x).set("axis", 1L).to(name);
      }
      case "Reshape" -> reshaped(x, in, out);
      case "Permute" -> permuted(options, x, in, out);
      case "ZeroPadding2D" -> padded(options, x, "constant", 0);
      case "ConstantPadding2D" -> padded(options, x, "constant", options.number("value"));
      case "ReflectionPadding2D" -> padded(options, x, "reflect", 0);
      case "ReplicationPadding2D" -> padded(options, x, "edge", 0);
      case "Cropping2D" -> {
        int top = options.integer("top");
        int left = options.integer("left");
        yield sliced(
            x, new long[] {top, left}, new long[] {top + out.dim(0), left + out.dim(1)}, 2, 3);
      }
      case "Slice" ->
          sliced(
              x,
              new long[] {options.integer("from")},
              new long[] {options.integer("to")},
              in.rank() == 3 ? 1 : in.rank());
      case "UpSampling2D" -> resized(x, in, out, "nearest", "asymmetric", "floor");
      case "BilinearUpSampling2D" -> resized(x, in, out, "linear", "half_pixel", "floor");
      case "Resizing" ->
          resized(
              x,
              in,
              out,
              options.flag("nearest") ? "nearest" : "linear",
              "half_pixel",
              "round_prefer_ceil");
      case "Broadcast" -> {
        int[] dims = out.rank() == 3 ? channelsFirst(out) : out.toArray();
        long[] all = new long[dims.length + 1];
        all[0] = 1;
        for (int i = 0; i < dims.length; i++) {
          all[i + 1] = dims[i];
        }
        yield node("Expand", x, graph.numbers(name + ".shape", all)).to(name);
      }
      default -> throw unknown(layer);
    };
  }

  private String global(String operator, String x) {
    return node("Flatten", node(operator, x).to(name + ".pooled")).set("axis", 1L).to(name);
  }

  private String pooled(Layer layer, Options options, String x) {
    int[] pool = options.heightByWidth("pool");
    int[] stride = options.heightByWidth("stride");
    int by = options.has("dilation") ? options.integer("dilation") : 1;
    int[] dilation = {by, by};
    int[] pads =
        pads(windows(layer.inputShape(), pool, stride, dilation, options.padding("padding")));
    boolean isMax = layer.type().equals("MaxPool2D");
    NodeWriter node = node(isMax ? "MaxPool" : "AveragePool", x);
    if (isMax && by != 1) {
      node.set("dilations", dilation);
    }
    if (!isMax && options.flag("countPadding")) {
      node.set("count_include_pad", 1L);
    }
    return node.set("kernel_shape", pool).set("strides", stride).set("pads", pads).to(name);
  }

  private String reshaped(String x, Shape in, Shape out) {
    String at = in.rank() == 3 ? toChannelsLast(x, name) : x;
    long[] dims = new long[out.rank() + 1];
    dims[0] = -1;
    for (int i = 0; i < out.rank(); i++) {
      dims[i + 1] = out.dim(i);
    }
    boolean turns = out.rank() == 3;
    String y =
        node("Reshape", at, graph.numbers(name + ".shape", dims)).to(turns ? name + ".out" : name);
    return turns ? toChannelsFirst(y, name) : y;
  }

  private String permuted(Options options, String x, Shape in, Shape out) {
    String[] order = options.text("order").split("x");
    int[] perm = new int[order.length + 1];
    for (int i = 0; i < order.length; i++) {
      perm[i + 1] = Integer.parseInt(order[i]);
    }
    String at = in.rank() == 3 ? toChannelsLast(x, name) : x;
    boolean turns = out.rank() == 3;
    String y = node("Transpose", at).set("perm", perm).to(turns ? name + ".out" : name);
    return turns ? toChannelsFirst(y, name) : y;
  }

  private String padded(Options options, String x, String mode, double value) {
    String pads =
        graph.numbers(
            name + ".pads",
            0,
            0,
            options.integer("top"),
            options.integer("left"),
            0,
            0,
            options.integer("bottom"),
            options.integer("right"));
    NodeWriter node =
        value == 0 ? node("Pad", x, pads) : node("Pad", x, pads, number("value", value));
    return node.set("mode", mode).to(name);
  }

  private String sliced(String x, long[] from, long[] to, long... axes) {
    return node(
            "Slice",
            x,
            graph.numbers(name + ".from", from),
            graph.numbers(name + ".to", to),
            graph.numbers(name + ".axes", axes))
        .to(name);
  }

  /** By scales, because sizes would have to name the batch, which is open. */
  private String resized(
      String x, Shape in, Shape out, String mode, String centres, String rounding) {
    float[] scales = {1, 1, scale(in.dim(0), out.dim(0)), scale(in.dim(1), out.dim(1))};
    return node("Resize", x, "", graph.weight(name + ".scales", new int[] {4}, scales))
        .set("mode", mode)
        .set("coordinate_transformation_mode", centres)
        .set("nearest_mode", rounding)
        .to(name);
  }

  /** A float32 by which the size, rounded down, becomes the other. */
  private static float scale(int from, int to) {
    float scale = (float) ((double) to / from);
    while (Math.floor((double) scale * from) < to) {
      scale = Math.nextUp(scale);
    }
    return scale;
  }
}
