package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The figures of all layers in an epoch. */
final class LayerWatches {
  private final Network network;
  private final Optimizer optimizer;
  private final List<ParameterWatch> parameters;
  private final List<EpochWatch> epochs;
  private final List<DeadUnits> dead;

  /** The activations of the epoch's last step. */
  private double[] updateRatios;

  private List<ActivationStatistics> outputs;

  LayerWatches(Network network, Optimizer optimizer) {
    this.network = network;
    this.optimizer = optimizer;
    this.parameters = network.layers().stream().map(ParameterWatch::new).toList();
    this.epochs = network.layers().stream().map(EpochWatch::new).toList();
    this.dead = network.layers().stream().map(DeadUnits::new).toList();
  }

  List<ParameterWatch> parameters() {
    return parameters;
  }

  void beforeUpdate() {
    parameters.forEach(ParameterWatch::beforeUpdate);
  }

  void afterUpdate() {
    updateRatios = parameters.stream().mapToDouble(ParameterWatch::updateRatio).toArray();
  }

  /** The gradient's norm over all trained parameters together. */
  double gradientNorm() {
    return Math.sqrt(parameters.stream().mapToDouble(ParameterWatch::squaredGradient).sum());
  }

  /** Reads the activations of the last pass that backward follows. */
  void readActivations() {
    outputs = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      boolean kept = i < ActivationStatistics.visited(network) && network.keepsActivation(i);
      outputs.add(
          kept
              ? ActivationStatistics.of(network.activation(i), network.compute().parallel())
              : ActivationStatistics.NONE);
    }
    seekDeadUnits();
  }

  /** Looks at the outputs of the last pass that backward follows. */
  void seekDeadUnits() {
    for (int i = 0; i < ActivationStatistics.visited(network); i++) {
      if (dead.get(i).canBe()) {
        dead.get(i).add(network.activation(i));
      }
    }
  }

  /** What the epoch has shown; the next one begins. */
  List<LayerHealth> epochEnds() {
    List<LayerHealth> all = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Layer layer = network.layers().get(i);
      epochs.get(i).epochEnds();
      all.add(
          new LayerHealth(
              layer.name(),
              layer.type(),
              parameters.get(i).weightNorm(),
              parameters.get(i).gradientNorm(),
              updateRatios[i],
              outputs.get(i).mean(),
              outputs.get(i).deviation(),
              dead.get(i).share(),
              epochs.get(i).unchangedShare(),
              epochs.get(i).change(),
              epsilonShare(layer),
              epochs.get(i).statisticsMovedShare()));
      dead.get(i).reset();
    }
    return all;
  }

  private static float[] alive(float[] variances) {
    Arrays.sort(variances);
    int dead = 0;
    while (dead < variances.length && variances[dead] == 0) {
      dead++;
    }
    return Arrays.copyOfRange(variances, dead, variances.length);
  }

  /**
   * The epsilon share of the median layer that the optimizer trains; NaN if there is none with
   * epsilon.
   */
  double optimizerEpsilonShare() {
    double[] shares =
        sorted(network.layers().stream().filter(layer -> !(layer instanceof BatchNorm)));
    return shares.length == 0 ? Double.NaN : shares[shares.length / 2];
  }

  /** The epsilon share of the median BatchNorm, the lesser of two; NaN if there is none. */
  double batchNormEpsilonShare() {
    double[] shares = sorted(network.layers(BatchNorm.class).stream());
    return shares.length == 0 ? Double.NaN : shares[(shares.length - 1) / 2];
  }

  private double[] sorted(Stream<? extends Layer> layers) {
    return layers
        .mapToDouble(this::epsilonShare)
        .filter(share -> !Double.isNaN(share))
        .sorted()
        .toArray();
  }

  private double epsilonShare(Layer layer) {
    if (layer instanceof BatchNorm norm) {
      // a channel of a dead unit does not vary at all
      float[] variances = alive(norm.batchVariance());
      return variances.length == 0
          ? Double.NaN
          : norm.epsilon() / (variances[variances.length / 2] + norm.epsilon());
    }
    if (optimizer == null) {
      return Double.NaN;
    }
    // the largest parameter stands for the layer: biases may have no gradient at all
    return layer.parameters().stream()
        .filter(Parameter::isTrainable)
        .max((a, b) -> Integer.compare(a.value().size(), b.value().size()))
        .map(optimizer::epsilonShare)
        .orElse(Double.NaN);
  }
}
