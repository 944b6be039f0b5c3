package dev.limpid.interop.keras;

import dev.limpid.interop.keras.KerasLayer.Ref;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which inputs are images {@code [C, H, W]}: those whose first layer that cares says so.
 * The network takes {@code [H, W, C]} there.
 */
final class ChannelOrder {
  /** Layers that compute the same in either order. */
  private static final Set<String> INDIFFERENT =
      Set.of(
          "InputLayer",
          "Activation",
          "ActivityRegularization",
          "Add",
          "AlphaDropout",
          "Average",
          "BatchNormalization",
          "CustomScaleLayer",
          "Divide",
          "Dropout",
          "ELU",
          "GaussianDropout",
          "GaussianNoise",
          "Gelu",
          "Identity",
          "LeakyReLU",
          "Maximum",
          "Minimum",
          "Multiply",
          "ReLU",
          "Rescaling",
          "StochasticDepth",
          "Subtract",
          "ThresholdedReLU");

  private ChannelOrder() {}

  /** For each input of a model by name; inputs that no layer cares about are left out. */
  static Map<String, Boolean> ofInputs(KerasModel model) {
    Map<String, Boolean> orders = new HashMap<>();
    for (Ref input : model.inputs()) {
      Boolean first = first(model, input, 0);
      if (first != null) {
        orders.put(input.layer(), first);
      }
    }
    return orders;
  }

  /** Whether the first layer behind an input wants channels first; null if none cares. */
  private static Boolean first(KerasModel model, Ref input, int depth) {
    Set<String> reached = new HashSet<>(List.of(input.layer()));
    boolean more = depth < 20;
    while (more) {
      more = false;
      for (KerasLayer layer : model.layers()) {
        boolean taken =
            !reached.contains(layer.name())
                && layer.calls().stream()
                    .anyMatch(call -> call.stream().anyMatch(ref -> reached.contains(ref.layer())));
        if (!taken) {
          continue;
        }
        if (layer.model() != null && !layer.model().inputs().isEmpty()) {
          Boolean within = first(layer.model(), layer.model().inputs().get(0), depth + 1);
          if (within != null) {
            return within;
          }
        } else if (!INDIFFERENT.contains(layer.type())) {
          return "channels_first".equals(layer.config().get("data_format"));
        }
        reached.add(layer.name());
        more = true;
      }
    }
    return null;
  }
}
