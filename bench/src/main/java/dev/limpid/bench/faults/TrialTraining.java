package dev.limpid.bench.faults;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.Observation;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.NonFiniteLossException;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * All that makes a training, as plain fields that a fault changes before it runs. It runs on the
 * caller's thread, so that several may run beside each other.
 */
final class TrialTraining {
  final long seed;

  Dataset training;
  Dataset validation;

  /** What the network will meet in use: never learnt from, never validated on. */
  Dataset heldOut;

  /** Not built yet. */
  final List<Layer> layers;

  /** What is done to the first weights. */
  final List<Consumer<Network>> firstWeights = new ArrayList<>();

  final Optimization optimization;
  int batchSize = 32;
  int epochs = 8;
  boolean shuffle = true;
  Augmentation augmentation = Augmentation.NONE;

  /** How a user's own code reports an epoch; null for as the trainer does. */
  Misreport misreport;

  TrialTraining(
      long seed,
      Dataset training,
      Dataset validation,
      Dataset heldOut,
      List<Layer> layers,
      Optimization optimization) {
    this.seed = seed;
    this.training = training;
    this.validation = validation;
    this.heldOut = heldOut;
    this.layers = new ArrayList<>(layers);
    this.optimization = optimization;
  }

  /** The positions of the layers of a type. */
  List<Integer> positionsOf(Class<? extends Layer> type) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (type.isInstance(layers.get(i))) {
        positions.add(i);
      }
    }
    return positions;
  }

  /** The positions of the activations before the last one. */
  List<Integer> activations() {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (Networks.isActivation(layers.get(i))) {
        positions.add(i);
      }
    }
    return positions;
  }

  /** The positions of the layers that have kernels: Conv2D and Dense. */
  List<Integer> kernels() {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (LayerWeights.has(layers.get(i))) {
        positions.add(i);
      }
    }
    return positions;
  }

  /** Puts a layer of the user's own in the place of another. */
  void replace(int position, UnaryOperator<Layer> by) {
    layers.set(position, by.apply(layers.get(position)));
  }

  /** Changes training, validation and held-out images alike. */
  void changeAllImages(UnaryOperator<Dataset> change) {
    training = change.apply(training);
    validation = change.apply(validation);
    heldOut = change.apply(heldOut);
  }

  /**
   * Trains and records.
   *
   * @return the record, and how the network does on the held-out images
   */
  TrialOutcome run() {
    Dataset data = training;
    Sequential builder =
        Sequential.of(
                data.sampleShape().dim(0), data.sampleShape().dim(1), data.sampleShape().dim(2))
            .on(Compute.standard().with(Parallel.serial()));
    layers.forEach(builder::add);
    Network network = builder.build(seed);
    firstWeights.forEach(change -> change.accept(network));

    Observation observation = new Observation(settings());
    Trainer trainer =
        Trainer.of(network, optimization.create(steps()))
            .batchSize(batchSize)
            .seed(seed)
            .shuffle(shuffle)
            .augment(augmentation);
    trainer.listen(misreport == null ? observation : new Misreporting(misreport, observation));
    try {
      trainer.fit(training, validation, epochs);
    } catch (NonFiniteLossException e) {
      return new TrialOutcome(
          observation.record(), Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
    }
    Evaluator evaluator = new Evaluator(network, batchSize, 1);
    Evaluation use = evaluator.evaluate(heldOut);
    return new TrialOutcome(
        observation.record(), use.loss(), use.accuracy(), evaluator.evaluate(validation).loss());
  }

  private long steps() {
    return (long) epochs * ((training.size() + batchSize - 1) / batchSize);
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("epochs", epochs);
    settings.put("batch-size", batchSize);
    settings.putAll(optimization.settings());
    settings.put("augment", augmentation.toString());
    settings.put("seed", seed);
    return settings;
  }
}
