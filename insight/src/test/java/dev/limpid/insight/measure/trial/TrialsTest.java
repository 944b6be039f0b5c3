package dev.limpid.insight.measure.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.RMSprop;
import dev.limpid.optim.Sgd;
import dev.limpid.train.History;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trials in the midst of a training. */
class TrialsTest {
  private static final Dataset TRAINING = Toy.clouds(Shape.of(6, 6, 1), 3, 96, 1.5, 1, Rng.of(2));
  private static final Dataset VALIDATION = Toy.clouds(Shape.of(6, 6, 1), 3, 40, 1.5, 1, Rng.of(3));
  private static final int EPOCHS = 4;

  private record Way(String name, Supplier<Optimizer> optimizer, Function<Trainer, Trainer> set) {
    List<float[]> train(int threads, TrialListener trials, List<History> histories) {
      try (Parallel parallel = threads == 1 ? null : Parallel.of(threads)) {
        Network network =
            Sequential.of(6, 6, 1)
                .on(Compute.standard().with(parallel == null ? Parallel.serial() : parallel))
                .add(new Conv2D(4, 3).same(), new ReLU())
                .add(new BatchNorm().averaging(Averaging.cumulative()))
                .add(new Dropout(0.3), new Flatten(), new Dense(8), new BatchNorm())
                .add(new Dropout(0.2), new Dense(3))
                .build(1);
        Trainer trainer = set.apply(Trainer.of(network, optimizer.get()).batchSize(8).seed(5));
        if (trials != null) {
          trainer.listen(trials);
        }
        histories.add(trainer.fit(TRAINING, VALIDATION, EPOCHS));
        List<float[]> values = new ArrayList<>();
        for (Parameter parameter : network.parameters()) {
          values.add(parameter.value().data().clone());
        }
        return values;
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Way> ways() {
    return Stream.of(
        new Way("SGD", () -> Sgd.builder().weightDecay(0.1).build(), t -> t),
        new Way(
            "momentum, augmented, read ahead",
            () -> Sgd.builder().momentum(0.98).learningRate(0.001).build(),
            t -> t.augment(Augmentation.noise(0.1)).readAhead(2)),
        new Way(
            "Nesterov, accumulated, recalibrated",
            () -> Sgd.builder().momentum(0.99).nesterov(true).learningRate(0.001).build(),
            t -> t.accumulate(2).recalibrate(true)),
        new Way("Adam, early stopping", () -> Adam.builder().build(), t -> t.stopEarly(2)),
        new Way(
            "AdamW, averaged weights",
            () -> AdamW.builder().beta1(0.98).build(),
            t -> t.averageWeights(0.9).augment(Augmentation.noise(0.1))),
        new Way(
            "RMSprop, averaged weights, accumulated, penalty",
            () -> RMSprop.builder().build(),
            t -> t.averageWeights(0.9).accumulate(3).penalty(1e-4, 1e-3)));
  }

  private static TrialListener everything(List<TrialOutcome> outcomes) {
    return new TrialListener(() -> 0)
        .share(10)
        .suspect(() -> List.of(Trial.values()))
        .onTrial(outcomes::add);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theTrainingHasTheSameBitsWithAndWithout(Way way) {
    List<History> histories = new ArrayList<>();
    List<float[]> without = way.train(1, null, histories);
    for (int threads : new int[] {1, 3}) {
      List<TrialOutcome> outcomes = new ArrayList<>();
      List<float[]> with = way.train(threads, everything(outcomes), histories);
      for (int i = 0; i < with.size(); i++) {
        assertArrayEquals(without.get(i), with.get(i), threads + " threads, parameter " + i);
      }
      History expected = histories.get(0);
      History history = histories.get(histories.size() - 1);
      assertEquals(expected.last().loss(), history.last().loss());
      assertEquals(expected.last().validation().loss(), history.last().validation().loss());
      assertTrue(outcomes.size() >= 4, "trials: " + outcomes.size());
    }
  }

  @Test
  void whatIsSoAlreadyIsNotTried() {
    Set<Trial> tried = EnumSet.noneOf(Trial.class);
    TrialListener trials =
        new TrialListener(() -> 0)
            .share(10)
            .suspect(() -> List.of(Trial.values()))
            .onTrial(outcome -> tried.add(outcome.trial()));
    Network network = Sequential.of(6, 6, 1).add(new Flatten(), new Dense(3)).build(1);
    Trainer.of(network, Adam.builder().build()).batchSize(8).listen(trials).fit(TRAINING, null, 2);
    assertEquals(
        EnumSet.of(
            Trial.LOWER_RATE,
            Trial.HIGHER_RATE,
            Trial.THIRD_OF_RATE,
            Trial.TRIPLE_RATE,
            Trial.LARGER_BATCHES),
        tried);
  }

  @Test
  void nothingIsTriedThatIsNotSuspectedOrAfforded() {
    List<TrialOutcome> outcomes = new ArrayList<>();
    ways()
        .findFirst()
        .orElseThrow()
        .train(1, new TrialListener(() -> 0).share(10).onTrial(outcomes::add), new ArrayList<>());
    ways().findFirst().orElseThrow().train(1, everything(outcomes).share(1e-6), new ArrayList<>());
    assertEquals(List.of(), outcomes);
  }

  /** A tenth of the rate does about a tenth; one that is far too high is better as a tenth. */
  @Test
  void itSaysWhatTheChangeWouldHaveDone() {
    for (double rate : new double[] {1e-4, 3}) {
      List<TrialOutcome> outcomes = new ArrayList<>();
      Network network = Sequential.of(6, 6, 1).add(new Flatten(), new Dense(3)).build(1);
      Trainer.of(network, Sgd.builder().learningRate(rate).build())
          .batchSize(8)
          .listen(
              new TrialListener(() -> 0)
                  .share(10)
                  .suspect(() -> List.of(Trial.LOWER_RATE))
                  .onTrial(outcomes::add))
          .fit(TRAINING, VALIDATION, 1);
      TrialOutcome first = outcomes.stream().filter(o -> o.epoch() == 1).findFirst().orElseThrow();
      if (rate < 1) {
        assertEquals(0.1, first.training().changedFall() / first.training().fall(), 0.02);
      } else {
        assertTrue(first.training().changed() < first.training().asItIs() / 2, first.toString());
        assertTrue(first.validation().difference().value() < 0, first.toString());
      }
    }
  }
}
