package dev.limpid.insight.doctor;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.measure.gap.GapListener;
import dev.limpid.insight.measure.health.HealthListener;
import dev.limpid.insight.measure.run.RunCollector;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.NonFiniteLossException;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A training of a second with which nothing is wrong, until a test makes it so: clouds of 12 values
 * in 4 classes, a hidden layer, Adam.
 */
final class SmallTraining {
  private static final Shape VALUES = Shape.of(12);

  Layer[] layers = {hidden(), new ReLU(), new Dense(4)};
  Consumer<Network> firstWeights = network -> {};
  Optimizer optimizer = Adam.builder().learningRate(0.005).build();
  int batchSize = 32;
  int epochs = 8;
  int images = 960;
  double spread = 1;
  Loss<int[]> loss = new SoftmaxCrossEntropy();

  /** Told of each step, before what measures it. */
  Consumer<TrainingListener.Step> each = step -> {};

  /** A dense layer with He's first weights. */
  static Dense hidden() {
    return new Dense(24).initializer(Initializer.HE_NORMAL);
  }

  SmallTraining layers(Layer... newLayers) {
    layers = newLayers;
    return this;
  }

  SmallTraining optimizer(Optimizer newOptimizer) {
    optimizer = newOptimizer;
    return this;
  }

  SmallTraining batchSize(int size) {
    batchSize = size;
    return this;
  }

  SmallTraining epochs(int count) {
    epochs = count;
    return this;
  }

  SmallTraining images(int count) {
    images = count;
    return this;
  }

  SmallTraining spread(double deviation) {
    spread = deviation;
    return this;
  }

  /** Multiplies a parameter's first values. */
  SmallTraining scale(String parameter, double factor) {
    return firstWeights(parameter, (values, i) -> (float) (values[i] * factor));
  }

  /** Sets a parameter's first values. */
  SmallTraining firstWeights(String parameter, Value value) {
    Consumer<Network> before = firstWeights;
    firstWeights =
        network -> {
          before.accept(network);
          for (Parameter p : network.parameters()) {
            if (p.name().matches(parameter)) {
              for (int i = 0; i < p.value().size(); i++) {
                p.value().data()[i] = value.of(p.value().data(), i);
              }
            }
          }
        };
    return this;
  }

  interface Value {
    float of(float[] values, int i);
  }

  RunRecord run() {
    Network network = Sequential.of(12).add(layers).build(1);
    firstWeights.accept(network);
    List<RunRecord> records = new ArrayList<>();
    RunCollector collector = new RunCollector(Map.of(), records::add);
    Trainer trainer =
        Trainer.of(network, optimizer)
            .batchSize(batchSize)
            .seed(3)
            .loss(loss)
            .listen(
                new TrainingListener() {
                  @Override
                  public void onStep(Step step) {
                    each.accept(step);
                  }
                })
            .listen(new GapListener().share(0.5).onGap(collector::onGap))
            .listen(
                new HealthListener()
                    .onStartHealth(collector::onStartHealth)
                    .onHealth(collector::onHealth))
            .listen(collector);
    try {
      trainer.fit(
          Toy.clouds(VALUES, 4, images, spread, 1, Rng.of(1)),
          Toy.clouds(VALUES, 4, 512, spread, 1, Rng.of(2)),
          epochs);
    } catch (NonFiniteLossException e) {
      // recorded
    }
    return records.get(records.size() - 1);
  }
}
