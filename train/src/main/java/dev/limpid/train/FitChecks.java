package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.Normalization;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.List;

/** What a training that can't come to anything is refused for, before it begins. */
record FitChecks(Network network, Objective objective) {
  /**
   * Checks the network's end, and that there is something to train.
   *
   * @param starts whether the training starts, so that nothing has been frozen on its way
   */
  void requireNetwork(boolean starts) {
    objective.requireFits(network);
    objective.requireLearns(network);
    network.layers(Normalization.class).forEach(Normalization::requireFitted);
    if (starts && network.parameters().stream().noneMatch(Parameter::isTrainable)) {
      throw new IllegalArgumentException("there is nothing to train: " + whyNothing());
    }
  }

  private String whyNothing() {
    List<String> frozen =
        network.layers().stream()
            .filter(layer -> layer.parameters().stream().anyMatch(Parameter::hasGradient))
            .map(Layer::name)
            .toList();
    return frozen.isEmpty()
        ? "no layer of the network has weights"
        : "all layers that have weights are frozen; trainable(true) trains one, such as the last, "
            + frozen.get(frozen.size() - 1);
  }

  void requireFigures(List<Metric> metrics, Augmentation augmentation) {
    metrics.forEach(metric -> metric.requireFits(objective.task()));
    if (augmentation.mixes() && !objective.takesTargets()) {
      throw new IllegalArgumentException(
          augmentation
              + " makes targets of several classes, but "
              + objective
              + " is of one label an image; set a loss of targets, such as"
              + " lossOfTargets(new CategoricalCrossEntropy())");
    }
  }

  /**
   * Checks that a figure of the validation can be watched.
   *
   * @param who watches it, such as {@code stopping early}
   * @param validation null without
   */
  void requireWatched(String who, Monitor figure, List<Metric> metrics, Dataset validation) {
    if (validation == null) {
      throw new IllegalArgumentException(who + " needs a validation set");
    }
    figure.requireAmong(metrics);
  }

  /**
   * Checks shapes, classes, labels, and that images count.
   *
   * @param validation null without
   */
  void requireImages(Dataset training, Dataset validation) {
    objective.requireFits("training", network, training);
    Batch.requireLabels("training images", training);
    requireWeight("training", training, "nothing would be learnt from them");
    if (validation != null) {
      objective.requireFits("validation", network, validation);
      Evaluator.requireSameClasses(training, validation);
      Batch.requireLabels("validation images", validation);
      requireWeight("validation", validation, "their loss would be 0 whatever is learnt");
    }
  }

  private static void requireWeight(String role, Dataset data, String why) {
    for (int i = 0; i < data.size(); i++) {
      try {
        if (data.weight(i) != 0) {
          return;
        }
      } catch (RuntimeException e) {
        return; // told with the image's name when it is read
      }
    }
    throw new IllegalArgumentException(
        "all " + role + " images have the weight 0: " + why + "; one must have a weight above 0");
  }
}
