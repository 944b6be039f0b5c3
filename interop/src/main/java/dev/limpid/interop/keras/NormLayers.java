package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.layers.ChannelScale;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Normalization;
import dev.limpid.layers.Permute;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.norm.UnitNorm;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Normalizations. */
final class NormLayers {
  private NormLayers() {}

  static void addTo(Map<String, Function<Call, Flow>> readers) {
    readers.put("BatchNormalization", NormLayers::batchNorm);
    readers.put("LayerNormalization", NormLayers::layerNorm);
    readers.put("GroupNormalization", NormLayers::groupNorm);
    readers.put("UnitNormalization", NormLayers::unitNorm);
    readers.put("Normalization", NormLayers::normalization);
    readers.put("Rescaling", NormLayers::rescaling);
    readers.put("LayerScale", NormLayers::layerScale);
    readers.put("CustomScaleLayer", NormLayers::scaledSum);
  }

  /** Puts a layer of the last dimension behind a tensor whose dimension {@code axis} it is. */
  private static Flow along(Call call, int axis, Layer layer) {
    Flow flow = call.input();
    if (flow.turned() ? axis == 1 : axis == flow.rank()) {
      return call.add(layer, flow);
    }
    Flow natural = call.natural();
    if (axis == natural.rank()) {
      return call.add(layer, natural);
    }
    int[] order = ActivationLayers.lastAndBack(axis, natural.rank());
    Flow last = call.add("axis_last", new Permute(order), natural);
    Flow out = call.add(layer, last);
    return call.add("axis_back", new Permute(ActivationLayers.inverse(order)), out);
  }

  private static int axis(Call call, int byDefault) {
    int[] axes =
        call.options().has("axis") ? call.options().integers("axis") : new int[] {byDefault};
    if (axes.length != 1) {
      throw call.refuse("works along several axes");
    }
    return ActivationLayers.axis(call, axes[0], call.input().rank());
  }

  private static Flow batchNorm(Call call) {
    KerasOptions options = call.options();
    options.ignore("fused", "synchronized", "renorm_clipping", "renorm_momentum");
    options.require("renorm", false);
    options.require("mode", 0L);
    boolean scale = options.flag("scale", true);
    boolean center = options.flag("center", true);
    int axis = axis(call, -1);
    int channels = call.input().shape().dim(axis - 1);
    BatchNorm layer =
        ConvolutionLayers.made(
            call,
            () ->
                new BatchNorm()
                    .momentum(options.number("momentum", 0.99))
                    .epsilon(options.number("epsilon", 1e-3)));
    Flow out = along(call, axis, layer);
    scaleAndShift(call, layer, scale, center, channels);
    call.variable("moving_mean", false, channels).into(layer, "moving_mean");
    call.variable("moving_variance", false, channels).into(layer, "moving_variance");
    return out;
  }

  /** What the file does not have stays 1 or 0, and is not trained. */
  private static void scaleAndShift(
      Call call, Layer layer, boolean scale, boolean center, int... dims) {
    if (scale) {
      call.variable("gamma", true, dims).into(layer, "gamma");
    } else {
      call.assembly().untrained.add(new Variable("gamma", false, dims).into(layer, "gamma"));
    }
    if (center) {
      call.variable("beta", true, dims).into(layer, "beta");
    } else {
      call.assembly().untrained.add(new Variable("beta", false, dims).into(layer, "beta"));
    }
  }

  private static Flow layerNorm(Call call) {
    KerasOptions options = call.options();
    if (options.flag("rms_scaling", false)) {
      throw call.refuse("has rms_scaling, which Limpid does not have");
    }
    Flow flow = call.natural();
    int rank = flow.rank();
    int[] axes = options.has("axis") ? options.integers("axis") : new int[] {-1};
    int[] sorted =
        Arrays.stream(axes).map(axis -> ActivationLayers.axis(call, axis, rank)).sorted().toArray();
    boolean all = Arrays.equals(sorted, IntStream.rangeClosed(1, rank).toArray());
    if (!all && !(sorted.length == 1 && sorted[0] == rank)) {
      throw call.refuse(
          "normalises along axes "
              + Arrays.toString(axes)
              + "; Limpid normalises along the last one, or along all");
    }
    LayerNorm layer =
        ConvolutionLayers.made(
            call, () -> new LayerNorm().epsilon(options.number("epsilon", 1e-3)).overAll(all));
    Flow out = call.add(layer, flow);
    int[] dims = all ? flow.shape().toArray() : new int[] {flow.shape().dim(-1)};
    scaleAndShift(call, layer, options.flag("scale", true), options.flag("center", true), dims);
    return out;
  }

  private static Flow groupNorm(Call call) {
    KerasOptions options = call.options();
    int axis = axis(call, -1);
    int channels = call.input().shape().dim(axis - 1);
    int groups = options.integer("groups", 32);
    GroupNorm layer =
        ConvolutionLayers.made(
            call,
            () ->
                new GroupNorm(groups == -1 ? channels : groups)
                    .epsilon(options.number("epsilon", 1e-3)));
    Flow out = along(call, axis, layer);
    scaleAndShift(call, layer, options.flag("scale", true), options.flag("center", true), channels);
    return out;
  }

  private static Flow unitNorm(Call call) {
    return along(call, axis(call, -1), new UnitNorm());
  }

  /** Mean and variance are variables, or numbers among the options. */
  private static Flow normalization(Call call) {
    KerasOptions options = call.options();
    if (options.flag("invert", false)) {
      throw call.refuse("inverts, which Limpid does not have");
    }
    boolean ofAll = ofAllValues(call);
    int axis = ofAll ? call.input().rank() : axis(call, -1);
    int channels = call.input().shape().dim(axis - 1);
    Normalization layer = Normalization.ofFile();
    Flow out = along(call, axis, layer);
    if (options.has("mean") && options.has("variance")) {
      call.assembly().constants.add(new Constant(layer, "mean", numbers(call, "mean", channels)));
      call.assembly()
          .constants
          .add(new Constant(layer, "variance", numbers(call, "variance", channels)));
    } else {
      int[] dims = ofAll ? new int[0] : new int[] {channels};
      call.variable("mean", false, dims).into(layer, "mean");
      call.variable("variance", false, dims).into(layer, "variance");
    }
    return out;
  }

  /** Whether there is one mean for all values: Keras's axis is None, or has no axes. */
  private static boolean ofAllValues(Call call) {
    Map<?, ?> config = call.layer().config();
    Object axis = call.options().value("axis");
    return config.containsKey("axis")
        && (axis == null || axis instanceof List<?> list && list.isEmpty());
  }

  /** One number for each channel, or one for all, in lists of lists. */
  private static float[] numbers(Call call, String name, int channels) {
    Object value = call.options().value(name);
    while (value instanceof List<?> list && list.size() == 1) {
      value = list.get(0);
    }
    float[] numbers = new float[channels];
    if (value instanceof Number number) {
      Arrays.fill(numbers, number.floatValue());
      return numbers;
    }
    if (value instanceof List<?> list
        && list.size() == channels
        && list.stream().allMatch(Number.class::isInstance)) {
      for (int i = 0; i < channels; i++) {
        numbers[i] = ((Number) list.get(i)).floatValue();
      }
      return numbers;
    }
    throw call.refuse(
        "has " + ForeignText.brief(value) + " for '" + name + "', not " + channels + " numbers");
  }

  /** Of Keras's ConvNeXt: a factor for each channel. */
  private static Flow layerScale(Call call) {
    int channels = call.options().integer("projection_dim");
    call.options().ignore("init_values");
    ChannelScale layer = new ChannelScale();
    Flow out = call.add(layer, call.natural());
    scaleAndShift(call, layer, true, false, channels);
    return out;
  }

  /** Of Keras's InceptionResNetV2: the first input, and so much of the second. */
  private static Flow scaledSum(Call call) {
    double scale = call.options().number("scale", 1);
    if (call.inputs().size() != 2) {
      throw call.refuse("is applied to " + call.inputs().size() + " inputs, not two");
    }
    Flow first = call.assembly().natural(call.name() + ".input_0", call.inputs().get(0));
    Flow second = call.assembly().natural(call.name() + ".input_1", call.inputs().get(1));
    Layer line = ConvolutionLayers.made(call, () -> new Rescaling(scale, 0));
    return call.assembly()
        .merge(call.name(), new Add(), List.of(first, call.add("scale", line, second)));
  }

  /** One line for all values, or one for each channel. */
  private static Flow rescaling(Call call) {
    KerasOptions options = call.options();
    boolean each =
        options.value("scale") instanceof List<?> || options.value("offset") instanceof List<?>;
    if (!each) {
      double scale = options.number("scale", 1);
      double offset = options.number("offset", 0);
      return call.add(
          ConvolutionLayers.made(call, () -> new Rescaling(scale, offset)), call.input());
    }
    Flow flow = call.natural();
    Shape shape = flow.shape();
    float[] scale = numbers(call, "scale", shape.dim(-1));
    float[] offset = numbers(call, "offset", shape.dim(-1));
    // y = (x - mean) / sqrt(variance), and the sign of the scale is not to be lost
    float[] mean = new float[scale.length];
    float[] variance = new float[scale.length];
    for (int i = 0; i < scale.length; i++) {
      if (!(scale[i] > 0)) {
        throw call.refuse("has a scale of " + scale[i] + " for a channel; positive ones are read");
      }
      mean[i] = -offset[i] / scale[i];
      variance[i] = 1 / (scale[i] * scale[i]);
    }
    Normalization layer = Normalization.ofFile();
    Flow out = call.add(layer, flow);
    call.assembly().constants.add(new Constant(layer, "mean", mean));
    call.assembly().constants.add(new Constant(layer, "variance", variance));
    return out;
  }
}
