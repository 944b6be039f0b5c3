package dev.limpid.interop.onnx;

import dev.limpid.core.Shape;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Options;
import dev.limpid.layers.norm.BatchNorm;

/** Writes normalisations. */
final class NormNodes extends LayerNodes {
  NormNodes(GraphWriter graph) {
    super(graph);
  }

  String batchNorm(BatchNorm layer, String x) {
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
                .to(name()));
  }

  String groupNorm(Layer layer, Options options, String x) {
    Shape shape = layer.inputShape();
    if (shape.rank() != 3 && shape.rank() != 1) {
      throw new IllegalArgumentException(layer + " of anything but images or features");
    }
    int groups = options.integer("groups");
    float[] ones = new float[groups];
    java.util.Arrays.fill(ones, 1);
    String grouped =
        node("Reshape", x, graph().numbers(name() + ".grouped_shape", 0, groups, -1))
            .to(name() + ".grouped");
    String normalised =
        node(
                "InstanceNormalization",
                grouped,
                graph().weight(name() + ".ones", new int[] {groups}, ones),
                graph().weight(name() + ".zeros", new int[] {groups}, new float[groups]))
            .set("epsilon", options.number("epsilon"))
            .to(name() + ".normalised");
    boolean isImage = shape.rank() == 3;
    long[] back =
        isImage
            ? new long[] {-1, shape.dim(2), shape.dim(0), shape.dim(1)}
            : new long[] {-1, shape.dim(0)};
    String restored =
        node("Reshape", normalised, graph().numbers(name() + ".shape", back))
            .to(name() + ".restored");
    String scaled =
        node("Mul", restored, ofChannels(layer, "gamma", "weight", isImage)).to(name() + ".scaled");
    return node("Add", scaled, ofChannels(layer, "beta", "bias", isImage)).to(name());
  }

  String layerNorm(Layer layer, Options options, String x) {
    boolean isImage = layer.inputShape().rank() == 3;
    boolean all = options.flag("overAll");
    boolean turns = isImage && !all;
    String at = turns ? toChannelsLast(x, name()) : x;
    String y =
        node(
                "LayerNormalization",
                at,
                ofSample(layer, "gamma", "weight"),
                ofSample(layer, "beta", "bias"))
            .set("axis", all ? 1L : -1L)
            .set("epsilon", options.number("epsilon"))
            .to(turns ? name() + ".normalised" : name());
    return turns ? toChannelsFirst(y, name()) : y;
  }

  String normalized(Layer layer, String x, boolean isImage) {
    float[] deviations = values(parameter(layer, "variance"));
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = (float) Math.max(Math.sqrt(deviations[i]), 1e-7);
    }
    int[] dims = isImage ? new int[] {deviations.length, 1, 1} : new int[] {deviations.length};
    String centred =
        node("Sub", x, ofChannels(layer, "mean", "mean", isImage)).to(name() + ".centred");
    return node("Div", centred, graph().weight(name() + ".deviation", dims, deviations)).to(name());
  }

  String unit(String x, boolean isImage) {
    String length =
        node("ReduceL2", x).set("axes", new int[] {isImage ? 1 : -1}).to(name() + ".length");
    String least = node("Max", length, number("least", 1e-12)).to(name() + ".divisor");
    return node("Div", x, least).to(name());
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
    String turned = node("Transpose", x).set("perm", 0, 2, 1).to(name() + ".turned");
    return node("Transpose", work.apply(turned)).set("perm", 0, 2, 1).to(name());
  }
}
