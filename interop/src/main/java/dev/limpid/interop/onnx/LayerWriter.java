package dev.limpid.interop.onnx;

import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Options;
import dev.limpid.layers.norm.BatchNorm;
import java.util.List;

/**
 * Writes a layer as the operators that it comes to in inference. Images {@code [H, W, C]} are
 * {@code [N, C, H, W]} in the graph; samples of other ranks are as they are, with N in front.
 */
final class LayerWriter extends LayerNodes {
  private final WindowNodes windows;
  private final NormNodes norms;
  private final MoveNodes moves;

  LayerWriter(GraphWriter graph) {
    super(graph);
    windows = new WindowNodes(graph);
    norms = new NormNodes(graph);
    moves = new MoveNodes(graph);
  }

  @Override
  void of(Layer layer) {
    super.of(layer);
    windows.of(layer);
    norms.of(layer);
    moves.of(layer);
  }

  /**
   * Writes a layer.
   *
   * @param inputs names of what it takes
   * @return the name of what it puts out
   * @throws IllegalArgumentException if ONNX has no operators for it
   */
  String write(Layer layer, List<String> inputs) {
    of(layer);
    if (layer instanceof Merge) {
      return moves.merged(layer, inputs.toArray(new String[0]));
    }
    String x = inputs.get(0);
    Options options = new Options(layer.type(), layer.config());
    boolean isImage = layer.inputShape().rank() == 3;
    return switch (layer.type()) {
      case "Dropout", "SpatialDropout2D", "StochasticDepth", "GaussianNoise", "GaussianDropout" ->
          x;
      case "ReLU" -> node("Relu", x).to(name());
      case "ReLU6" -> clipped(x, 0, 6);
      case "LeakyReLU" -> node("LeakyRelu", x).set("alpha", options.number("slope")).to(name());
      case "ELU" -> node("Elu", x).set("alpha", options.number("alpha")).to(name());
      case "SELU" -> node("Selu", x).to(name());
      case "Sigmoid", "Tanh", "Softplus", "Softsign", "HardSwish" ->
          node(layer.type(), x).to(name());
      case "HardSigmoid" ->
          node("HardSigmoid", x).set("alpha", 1 / 6.0).set("beta", 0.5).to(name());
      case "SiLU" -> node("Mul", x, node("Sigmoid", x).to(name() + ".gate")).to(name());
      case "Mish" -> {
        String soft = node("Softplus", x).to(name() + ".softplus");
        yield node("Mul", x, node("Tanh", soft).to(name() + ".gate")).to(name());
      }
      case "GELU" -> gelu(x, options.flag("approximate"));
      case "ThresholdedReLU" -> thresholded(layer, options, x);
      case "PReLU" -> node("PRelu", x, slopes(layer, isImage)).to(name());
      case "Normalization" -> norms.normalized(layer, x, isImage);
      case "UnitNorm" -> norms.unit(x, isImage);
      case "Softmax", "LogSoftmax" ->
          node(layer.type(), x).set("axis", isImage ? 1L : -1L).to(name());
      case "Rescaling" -> line(x, options.number("scale"), options.number("offset"));
      case "ChannelScale" -> {
        String scaled =
            node("Mul", x, ofChannels(layer, "gamma", "weight", isImage)).to(name() + ".scaled");
        yield node("Add", scaled, ofChannels(layer, "beta", "bias", isImage)).to(name());
      }
      case "Conv2D" -> windows.convolution(layer, x);
      case "DepthwiseConv2D" -> windows.convolution(((DepthwiseConv2D) layer).children().get(0), x);
      case "Conv2DTranspose" -> windows.transposed(layer, options, x);
      case "Dense" -> windows.dense(layer, options, x);
      case "BatchNorm" -> norms.batchNorm((BatchNorm) layer, x);
      case "GroupNorm" -> norms.groupNorm(layer, options, x);
      case "LayerNorm" -> norms.layerNorm(layer, options, x);
      case "LocalResponseNorm" ->
          node("LRN", x)
              .set("size", options.integer("size"))
              .set("alpha", options.number("alpha"))
              .set("beta", options.number("beta"))
              .set("bias", options.number("k"))
              .to(name());
      case "MaxPool2D", "AvgPool2D" -> windows.pooled(layer, options, x);
      case "GlobalAvgPool2D" -> windows.global("GlobalAveragePool", x);
      case "GlobalMaxPool2D" -> windows.global("GlobalMaxPool", x);
      default -> moves.moved(layer, options, x);
    };
  }

  private String line(String x, double scale, double offset) {
    String scaled = node("Mul", x, graph().number(name() + ".scale", scale)).to(name() + ".scaled");
    return node("Add", scaled, graph().number(name() + ".offset", offset)).to(name());
  }

  private String thresholded(Layer layer, Options options, String x) {
    boolean capped = options.has("most");
    if (options.number("slope") != 0) {
      throw new IllegalArgumentException(layer + " has a slope below its threshold");
    }
    String y =
        node("ThresholdedRelu", x)
            .set("alpha", options.number("threshold"))
            .to(capped ? name() + ".open" : name());
    return capped ? clipped(y, 0, options.number("most")) : y;
  }

  private String slopes(Layer layer, boolean isImage) {
    return parameter(layer, "slope").value().shape().rank() == 1
        ? ofChannels(layer, "slope", "weight", isImage)
        : ofSample(layer, "slope", "weight");
  }

  private String gelu(String x, boolean approximate) {
    String inner;
    if (approximate) {
      String cube = node("Pow", x, number("three", 3)).to(name() + ".cube");
      String term = node("Mul", cube, number("factor", 0.044715)).to(name() + ".term");
      String sum = node("Add", x, term).to(name() + ".sum");
      String scaled =
          node("Mul", sum, number("root", Math.sqrt(2 / Math.PI))).to(name() + ".scaled");
      inner = node("Tanh", scaled).to(name() + ".tanh");
    } else {
      String divided = node("Div", x, number("root", Math.sqrt(2))).to(name() + ".divided");
      inner = node("Erf", divided).to(name() + ".erf");
    }
    String one = node("Add", inner, number("one", 1)).to(name() + ".normal");
    String product = node("Mul", x, one).to(name() + ".product");
    return node("Mul", product, number("half", 0.5)).to(name());
  }
}
