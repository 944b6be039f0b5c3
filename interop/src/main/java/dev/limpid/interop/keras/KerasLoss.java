package dev.limpid.interop.keras;

import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.hdf5.Hdf5File;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sigmoid;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The loss that a model was compiled with, which says what its outputs mean.
 *
 * @param name in lower case without underscores; empty if it was not compiled, or with several
 */
record KerasLoss(String name) {
  private static final Set<String> OF_LABELS =
      Set.of("binarycrossentropy", "binaryfocalcrossentropy");
  private static final Set<String> OF_NUMBERS =
      Set.of(
          "meansquarederror",
          "mse",
          "meanabsoluteerror",
          "mae",
          "meanabsolutepercentageerror",
          "mape",
          "meansquaredlogarithmicerror",
          "msle",
          "huber",
          "huberloss",
          "logcosh");

  /** Finds it in a file. */
  static KerasLoss of(KerasSource source) throws IOException {
    Object training;
    if (source.format() == ModelFormat.KERAS) {
      Object whole = Reading.parse(source.config());
      training = whole instanceof Map<?, ?> map ? map.get("compile_config") : null;
    } else {
      training = Reading.parse(Hdf5File.read(source.hdf5()).text("training_config").orElse("null"));
    }
    Object loss = training instanceof Map<?, ?> map ? map.get("loss") : null;
    if (loss instanceof Map<?, ?> described) {
      loss = described.get("class_name");
    }
    String name = loss instanceof String text ? text : "";
    return new KerasLoss(name.replace("_", "").toLowerCase(Locale.ROOT));
  }

  /**
   * The task that a network was trained for; empty where the loss is one of classes, as is the
   * binary cross-entropy of a single output, or not known.
   */
  Optional<Task> taskOf(Network network) {
    Layer last = network.layers().get(network.layers().size() - 1);
    if (OF_LABELS.contains(name) && network.outputShape().size() > 1) {
      return network.endsWithSoftmax() ? Optional.empty() : Optional.of(Task.MULTI_LABEL);
    }
    boolean isNumber = !network.endsWithSoftmax() && !(last instanceof Sigmoid);
    return OF_NUMBERS.contains(name) && isNumber ? Optional.of(Task.REGRESSION) : Optional.empty();
  }
}
