package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.layers.Layer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each of Limpid's layers becomes in Keras: one layer, or a few behind each other. */
final class LayerWriter extends LayerOptions {
  private static final Map<String, String> ACTIVATIONS =
      Map.of(
          "SELU", "selu",
          "Sigmoid", "sigmoid",
          "Tanh", "tanh",
          "Softplus", "softplus",
          "Softsign", "softsign",
          "SiLU", "silu",
          "HardSwish", "hard_silu",
          "HardSigmoid", "hard_sigmoid",
          "Mish", "mish",
          "LogSoftmax", "log_softmax");

  private static final Map<String, String> MERGES =
      Map.of(
          "Add", "Add",
          "Mean", "Average",
          "Maximum", "Maximum",
          "Minimum", "Minimum",
          "Multiply", "Multiply",
          "Subtract", "Subtract",
          "Concat", "Concatenate");

  /** Layers that put out nothing below 0. */
  private static final Set<String> ABOVE_0 =
      Set.of("ReLU", "ReLU6", "Sigmoid", "HardSigmoid", "Softmax", "Softplus");

  private final Layer before;
  private final WindowWriter windows;

  private LayerWriter(Layer layer, Layer before) {
    super(layer);
    this.before = before;
    this.windows = new WindowWriter(layer);
  }

  /**
   * The layers of Keras, in order; none if the layer does nothing.
   *
   * @param before the layer whose output it takes first; null for an input
   */
  static List<WrittenLayer> of(Layer layer, Layer before, int inputs) {
    LayerWriter writer = new LayerWriter(layer, before);
    if (MERGES.containsKey(layer.type())) {
      WrittenLayer merge = new WrittenLayer(MERGES.get(layer.type()));
      if (layer.type().equals("Concat")) {
        merge.with("axis", -1);
      }
      return inputs == 1 ? List.of() : List.of(merge);
    }
    if (ACTIVATIONS.containsKey(layer.type())) {
      return List.of(
          new WrittenLayer("Activation").with("activation", ACTIVATIONS.get(layer.type())));
    }
    return writer.write();
  }

  private List<WrittenLayer> write() {
    return switch (layer.type()) {
      case "Conv2D" -> windows.convolution();
      case "DepthwiseConv2D" -> windows.depthwise();
      case "Conv2DTranspose" -> windows.transposed();
      case "Dense" -> List.of(windows.dense());
      case "BatchNorm" -> List.of(batchNorm());
      case "LayerNorm" -> List.of(layerNorm());
      case "GroupNorm" ->
          List.of(
              scaled(
                  new WrittenLayer("GroupNormalization")
                      .with("groups", integer("groups"))
                      .with("axis", -1)
                      .with("epsilon", number("epsilon"))));
      case "UnitNorm" -> List.of(new WrittenLayer("UnitNormalization").with("axis", -1));
      case "Normalization" -> List.of(normalization());
      case "ReLU" -> List.of(new WrittenLayer("ReLU"));
      case "ReLU6" -> List.of(new WrittenLayer("ReLU").with("max_value", 6.0));
      case "LeakyReLU" ->
          List.of(new WrittenLayer("LeakyReLU").with("negative_slope", number("slope")));
      case "ThresholdedReLU" -> List.of(thresholded());
      case "ELU" -> List.of(new WrittenLayer("ELU").with("alpha", number("alpha")));
      case "GELU" -> List.of(gelu());
      case "PReLU" -> List.of(prelu());
      case "Softmax" -> List.of(new WrittenLayer("Softmax").with("axis", -1));
      case "MaxPool2D" -> windows.maxPool(before != null && ABOVE_0.contains(before.type()));
      case "AvgPool2D" -> windows.averagePool();
      case "GlobalAvgPool2D" -> List.of(new WrittenLayer("GlobalAveragePooling2D"));
      case "GlobalMaxPool2D" -> List.of(new WrittenLayer("GlobalMaxPooling2D"));
      case "Flatten" -> List.of(new WrittenLayer("Flatten"));
      case "Reshape" -> List.of(new WrittenLayer("Reshape").with("target_shape", list("dims")));
      case "Permute" -> List.of(new WrittenLayer("Permute").with("dims", list("order")));
      case "Broadcast" -> List.of(broadcast());
      case "Rescaling" ->
          List.of(
              new WrittenLayer("Rescaling")
                  .with("scale", number("scale"))
                  .with("offset", number("offset")));
      case "Dropout", "SpatialDropout2D", "GaussianDropout" ->
          List.of(new WrittenLayer(layer.type()).with("rate", number("rate")));
      case "StochasticDepth" -> List.of(stochasticDepth());
      case "ChannelScale" -> List.of(channelScale());
      case "GaussianNoise" ->
          List.of(new WrittenLayer("GaussianNoise").with("stddev", number("deviation")));
      case "ZeroPadding2D" -> List.of(margins("ZeroPadding2D", "padding"));
      case "Cropping2D" -> List.of(margins("Cropping2D", "cropping"));
      case "UpSampling2D" -> List.of(upSampling("nearest"));
      case "BilinearUpSampling2D" -> List.of(upSampling("bilinear"));
      case "Resizing" -> List.of(resizing());
      default -> throw refuse("Keras has no layer for a " + layer.type());
    };
  }

  private WrittenLayer scaled(WrittenLayer written) {
    for (String role : List.of("gamma", "beta")) {
      Parameter parameter = parameter(role);
      written.weight(role, parameter, parameter.value().shape().toArray());
    }
    return written;
  }

  private WrittenLayer stochasticDepth() {
    List<Object> noise = new ArrayList<>(Collections.nCopies(layer.inputShape().rank() + 1, 1));
    noise.set(0, null);
    return new WrittenLayer("Dropout").with("rate", number("rate")).with("noise_shape", noise);
  }

  /** A line for each channel is a depthwise convolution of 1 x 1. */
  private WrittenLayer channelScale() {
    if (layer.inputShape().rank() != 3) {
      throw refuse("Keras has no layer for a ChannelScale of anything but images");
    }
    Parameter gamma = parameter("gamma");
    Parameter beta = parameter("beta");
    int channels = gamma.value().size();
    return new WrittenLayer("DepthwiseConv2D")
        .with("kernel_size", List.of(1, 1))
        .with("strides", List.of(1, 1))
        .with("padding", "valid")
        .with("depth_multiplier", 1)
        .with("use_bias", true)
        .weight("kernel", gamma, 1, 1, channels, 1)
        .weight("bias", beta, channels);
  }

  private WrittenLayer batchNorm() {
    WrittenLayer written =
        scaled(
            new WrittenLayer("BatchNormalization")
                .with("axis", -1)
                .with("momentum", config.containsKey("momentum") ? number("momentum") : 0.99)
                .with("epsilon", number("epsilon")));
    for (String role : List.of("moving_mean", "moving_variance")) {
      Parameter parameter = parameter(role);
      written.weight(role, parameter, parameter.value().size());
    }
    return written;
  }

  private WrittenLayer layerNorm() {
    List<Object> axes = new ArrayList<>();
    for (int axis = 1; axis <= layer.inputShape().rank(); axis++) {
      axes.add(axis);
    }
    return scaled(
        new WrittenLayer("LayerNormalization")
            .with("axis", flag("overAll") ? axes : -1)
            .with("epsilon", number("epsilon")));
  }

  private static List<Object> numbers(Parameter parameter) {
    List<Object> numbers = new ArrayList<>();
    for (int i = 0; i < parameter.value().size(); i++) {
      numbers.add((double) parameter.value().data()[i]);
    }
    return numbers;
  }

  private WrittenLayer normalization() {
    return new WrittenLayer("Normalization")
        .with("axis", -1)
        .with("mean", numbers(parameter("mean")))
        .with("variance", numbers(parameter("variance")));
  }

  private WrittenLayer thresholded() {
    if (number("threshold") < 0) {
      throw refuse("Keras's threshold is not negative");
    }
    WrittenLayer written =
        new WrittenLayer("ReLU")
            .with("threshold", number("threshold"))
            .with("negative_slope", number("slope"));
    return config.containsKey("most") ? written.with("max_value", number("most")) : written;
  }

  private WrittenLayer gelu() {
    if (flag("approximate")) {
      throw refuse("the approximate GELU is no layer of Keras's; take the exact one");
    }
    return new WrittenLayer("Activation").with("activation", "gelu");
  }

  /** Keras has a slope for each value, unless axes are shared. */
  private WrittenLayer prelu() {
    Parameter slope = parameter("slope");
    Shape input = layer.inputShape();
    List<Object> shared = new ArrayList<>();
    int[] dims = input.toArray();
    for (int axis = 1; axis < input.rank() && !flag("forEachValue"); axis++) {
      shared.add(axis);
      dims[axis - 1] = 1;
    }
    return new WrittenLayer("PReLU")
        .with("shared_axes", shared.isEmpty() ? null : shared)
        .weight("alpha", slope, dims);
  }

  private WrittenLayer broadcast() {
    Shape in = layer.inputShape();
    Shape out = layer.outputShape();
    if (in.rank() != 3 || in.dim(2) != out.dim(2)) {
      throw refuse("Keras repeats pixels, not " + in + " to " + out);
    }
    return new WrittenLayer("UpSampling2D")
        .with("size", List.of(out.dim(0) / in.dim(0), out.dim(1) / in.dim(1)))
        .with("interpolation", "nearest");
  }

  private WrittenLayer margins(String type, String option) {
    return new WrittenLayer(type)
        .with(
            option,
            List.of(
                List.of(integer("top"), integer("bottom")),
                List.of(integer("left"), integer("right"))));
  }

  private WrittenLayer upSampling(String interpolation) {
    return new WrittenLayer("UpSampling2D")
        .with("size", list("factor"))
        .with("interpolation", interpolation);
  }

  private WrittenLayer resizing() {
    if (config.containsKey("centres")) {
      throw refuse(
          "Keras's Resizing has the centres of pixels half a pixel from their edges, not "
              + config.get("centres"));
    }
    List<Object> size = list("size");
    return new WrittenLayer("Resizing")
        .with("height", size.get(0))
        .with("width", size.get(1))
        .with("interpolation", flag("nearest") ? "nearest" : "bilinear");
  }
}
