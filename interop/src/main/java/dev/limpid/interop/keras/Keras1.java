package dev.limpid.interop.keras;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Layers and options of Keras 1 under the names that they have had since Keras 2. */
final class Keras1 {
  private static final Map<String, String> TYPES =
      Map.of(
          "Convolution2D", "Conv2D",
          "AtrousConvolution2D", "Conv2D",
          "SeparableConvolution2D", "SeparableConv2D",
          "Convolution1D", "Conv1D",
          "Convolution3D", "Conv3D");

  private static final Map<String, String> OPTIONS =
      Map.of(
          "nb_filter", "filters",
          "border_mode", "padding",
          "subsample", "strides",
          "dim_ordering", "data_format",
          "bias", "use_bias",
          "output_dim", "units",
          "atrous_rate", "dilation_rate",
          "W_regularizer", "kernel_regularizer",
          "b_regularizer", "bias_regularizer");

  private static final Map<String, String> MERGES =
      Map.of(
          "sum", "Add",
          "mul", "Multiply",
          "ave", "Average",
          "max", "Maximum",
          "concat", "Concatenate");

  private Keras1() {}

  static String type(String type, Map<?, ?> config) {
    if (type.equals("Merge") && config.get("mode") instanceof String mode) {
      return MERGES.getOrDefault(mode, type);
    }
    return TYPES.getOrDefault(type, type);
  }

  /** The options of a layer; those of newer versions are as they are. */
  static Map<?, ?> options(String type, Map<?, ?> config) {
    boolean merge = type.equals("Merge");
    if (!merge && config.keySet().stream().noneMatch(Keras1::isOld)) {
      return config;
    }
    Map<Object, Object> options = new LinkedHashMap<>();
    config.forEach((name, value) -> options.put(OPTIONS.getOrDefault(name, "" + name), value));
    if (config.get("nb_row") != null && config.get("nb_col") != null) {
      options.put("kernel_size", List.of(options.remove("nb_row"), options.remove("nb_col")));
    }
    options.computeIfPresent(
        "data_format", (name, order) -> order.equals("th") ? "channels_first" : "channels_last");
    options.remove("init");
    if (type.equals("Dropout")) {
      options.put("rate", options.remove("p"));
    }
    if (merge) {
      options.remove("mode");
      Object axis = options.remove("concat_axis");
      if ("concat".equals(config.get("mode"))) {
        options.put("axis", axis);
      }
      options.remove("dot_axes");
      options.remove("mode_type");
      options.remove("output_shape_type");
    }
    return options;
  }

  private static boolean isOld(Object option) {
    return OPTIONS.containsKey(option) || "init".equals(option) || "p".equals(option);
  }
}
