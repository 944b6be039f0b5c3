package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.Normalization;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Sgd;
import dev.limpid.train.data.Datasets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Accumulated gradients, averaged weights, penalties, plateaus, and stopping. */
class CallbacksTest {
  private static final Toy DATA = Toy.clouds(Shape.of(5), 3, 24, 1, 1, Rng.of(2));
  private static final Toy FIVE = Toy.clouds(Shape.of(5), 5, 24, 1, 1, Rng.of(2));

  @Test
  void twoBatchesOfFourAreAStepOfEight() {
    Network large = network(false);
    Trainer.of(large, Sgd.builder().momentum(0.9).build()).batchSize(8).fit(DATA, null, 3);
    Network small = network(false);
    Optimizer optimizer = Sgd.builder().momentum(0.9).build();
    Trainer.of(small, optimizer).batchSize(4).accumulate(2).fit(DATA, null, 3);
    assertEquals(9, optimizer.steps());
    assertClose(large, small, 1e-6f);
  }

  @Test
  void whatIsLeftOverAtAnEpochsEndMakesAStep() {
    Optimizer optimizer = Sgd.builder().build();
    Trainer.of(network(false), optimizer).batchSize(5).accumulate(3).fit(DATA, null, 2);
    assertEquals(4, optimizer.steps(), "5 batches an epoch are a step of 3 and one of 2");
  }

  @Test
  void theAverageOfTheWeightsIsWhatItsFormulaSays() {
    Network plain = network(false);
    List<double[]> path = new ArrayList<>();
    path.add(kernel(plain));
    Trainer.of(plain, Sgd.builder().build())
        .batchSize(8)
        .listen(
            new TrainingListener() {
              @Override
              public void onStep(Step step) {
                path.add(kernel(plain));
              }
            })
        .fit(DATA, null, 2);
    double[] expected = path.get(0);
    for (int t = 1; t < path.size(); t++) {
      double kept = Math.min(0.5, t / (9.0 + t));
      for (int i = 0; i < expected.length; i++) {
        expected[i] = kept * expected[i] + (1 - kept) * path.get(t)[i];
      }
    }
    Network averaged = network(false);
    Trainer.of(averaged, Sgd.builder().build()).batchSize(8).averageWeights(0.5).fit(DATA, null, 2);
    assertArrayEquals(expected, kernel(averaged), 1e-5);
  }

  @Test
  void averagedWeightsHaveStatisticsOfTheirOwn() {
    Network averaged = network(true);
    Trainer trainer =
        Trainer.of(averaged, Sgd.builder().learningRate(0.1).build())
            .batchSize(8)
            .averageWeights(0.9);
    double loss = trainer.fit(DATA, DATA, 3).last().validation().loss();
    assertEquals(loss, trainer.evaluate(DATA).loss(), "the averages are what is left");
    BatchNormRecalibration.recalibrate(averaged, DATA, 24);
    assertEquals(loss, trainer.evaluate(DATA).loss(), 0.05, "and their statistics are theirs");
  }

  @Test
  void aPenaltyAddsItsGradient() {
    Network without = network(false);
    Trainer.of(without, Sgd.builder().learningRate(0.1).build()).batchSize(24).fit(DATA, null, 1);
    Network with = network(false);
    Tensor first = with.parameters().get(0).value().copy();
    Tensor bias = with.parameters().get(1).value().copy();
    Trainer.of(with, Sgd.builder().learningRate(0.1).build())
        .batchSize(24)
        .penalty(0.01, 0.02)
        .fit(DATA, null, 1);
    for (int i = 0; i < first.size(); i++) {
      double w = first.data()[i];
      double more = 0.1 * (0.01 * Math.signum(w) + 2 * 0.02 * w);
      float expected = (float) (without.parameters().get(0).value().data()[i] - more);
      assertEquals(expected, with.parameters().get(0).value().data()[i], 1e-6, "weight " + i);
    }
    assertArrayEquals(
        without.parameters().get(1).value().data(),
        with.parameters().get(1).value().data(),
        1e-7f,
        "biases are left alone, from " + bias);
  }

  @Test
  void aFigureThatIsNotThereIsRefusedBeforeTheFirstStep(@TempDir Path folder) {
    Monitor unknown = Monitor.lowest("f1");
    for (int who = 0; who < 3; who++) {
      Optimizer optimizer = Sgd.builder().build();
      Trainer trainer = Trainer.of(network(false), optimizer).batchSize(8);
      switch (who) {
        case 0 -> trainer.stopEarly(2, unknown);
        case 1 -> trainer.reduceOnPlateau(unknown, 2, 0.5);
        default -> trainer.listen(Checkpoints.into(folder, trainer).best(unknown));
      }
      String message =
          assertThrows(IllegalArgumentException.class, () -> trainer.fit(DATA, DATA, 1))
              .getMessage();
      assertTrue(message.contains("no figure 'f1' to watch"), message);
      assertEquals(0, optimizer.steps(), "steps of " + who);
    }
  }

  @Test
  void theRateFallsWhenAFigureNoLongerGetsBetter() {
    Optimizer optimizer = Sgd.builder().learningRate(0.1).build();
    History history =
        Trainer.of(network(false), optimizer)
            .batchSize(8)
            .reduceOnPlateau(Monitor.loss().byAtLeast(1e6), 2, 0.5)
            .fit(DATA, DATA, 6);
    // the first epoch is better than none; then it waits for two
    assertEquals(
        List.of(0.1, 0.1, 0.1, 0.05, 0.05, 0.025),
        history.epochs().stream().map(Epoch::learningRate).toList());
  }

  @Test
  void earlyStoppingWatchesAFigureAndItsChange() {
    History history =
        Trainer.of(network(false), Sgd.builder().build())
            .batchSize(8)
            .metrics(Metric.f1(Metric.Average.MACRO))
            .stopEarly(2, Monitor.highest("f1_macro").byAtLeast(1))
            .fit(DATA, DATA, 20);
    assertEquals(3, history.epochs().size(), "no epoch after the first is better by 1");
  }

  /** The figure of the second epoch alone is a number. */
  @Test
  void aFigureThatIsNoNumberIsNeverTheBestAndThatIsSaidOnce(@TempDir Path folder) {
    List<String> warnings = new ArrayList<>();
    int[] epoch = {0};
    Metric odd = Metric.of("odd", said -> ++epoch[0] == 2 ? 0.5 : Double.NaN);
    Network network = network(false);
    double[][] kernels = new double[5][];
    Optimizer optimizer = Sgd.builder().learningRate(0.1).build();
    Trainer trainer = Trainer.of(network, optimizer).batchSize(8).metrics(odd);
    trainer
        .stopEarly(3, Monitor.highest("odd"))
        .reduceOnPlateau(Monitor.lowest("odd"), 2, 0.5)
        .listen(Checkpoints.into(folder, trainer).best(Monitor.highest("odd")))
        .listen(
            new TrainingListener() {
              @Override
              public void onWarning(String warning) {
                warnings.add(warning);
              }

              @Override
              public void onEpoch(Epoch done) {
                kernels[done.number() - 1] = kernel(network);
                assertEquals(done.number() >= 2, Files.exists(folder.resolve("best.safetensors")));
              }
            });
    assertEquals(5, trainer.fit(DATA, DATA, 9).epochs().size());
    assertArrayEquals(kernels[1], kernel(network), "the best is the second epoch");
    assertEquals(0.05, optimizer.learningRate(), 1e-9, "lowered once, after the fourth");
    assertEquals(3, warnings.size(), warnings::toString);
    for (String who : List.of("early stopping", "reducing the rate", "the best checkpoint")) {
      assertTrue(
          warnings.stream()
              .anyMatch(w -> w.startsWith(who + " watches odd, which is NaN in epoch 1")),
          warnings::toString);
    }
  }

  @Test
  void thereMustBeSomethingToTrain() {
    Network network = network(true);
    network.layers().forEach(layer -> layer.trainable(false));
    nothingToTrain(network, "all layers that have weights are frozen; trainable(true) trains one");
    nothingToTrain(network, "the last, dense_2");
    nothingToTrain(Sequential.of(5).add(new Flatten(), new Softmax()).build(1), "no layer");
    network.layers().get(0).trainable(true);
    Trainer.of(network, Sgd.builder().build()).fit(DATA, null, 1);
  }

  private static void nothingToTrain(Network network, String part) {
    Toy data = network.layers().get(0) instanceof Flatten ? FIVE : DATA;
    Trainer trainer = Trainer.of(network, Sgd.builder().build());
    String message =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(data, null, 1)).getMessage();
    assertTrue(message.startsWith("there is nothing to train: "), message);
    assertTrue(message.contains(part), message);
  }

  @Test
  void aNormalizationThatWasNeverFittedIsRefusedBeforeTheFirstStep() {
    Network network = Sequential.of(5).add(new Normalization(), new Dense(3)).build(1);
    Trainer trainer = Trainer.of(network, Sgd.builder().build());
    List<Executable> uses =
        List.of(
            () -> trainer.fit(DATA, null, 1),
            () -> trainer.evaluate(DATA),
            () -> trainer.predict(DATA));
    for (Executable use : uses) {
      String message = assertThrows(IllegalStateException.class, use).getMessage();
      assertTrue(message.contains("never fitted"), message);
    }
    Network fitted = Sequential.of(5).add(Datasets.normalization(DATA), new Dense(3)).build(1);
    Trainer.of(fitted, Sgd.builder().build()).fit(DATA, null, 1);
  }

  @Test
  void checkpointsAreWrittenAndHistoriesToo(@TempDir Path folder) throws Exception {
    Path kept = folder.resolve("kept");
    Network network = network(true);
    Trainer trainer = Trainer.of(network, Sgd.builder().learningRate(0.1).build()).batchSize(8);
    trainer
        .metrics(Metric.rocAuc())
        .listen(Checkpoints.into(kept, trainer).keepEvery(2).best(Monitor.loss()).everySteps(2))
        .listen(HistoryFiles.csv(trainer, folder.resolve("history.csv")))
        .listen(HistoryFiles.jsonLines(trainer, folder.resolve("history.jsonl")));
    trainer.fit(DATA, DATA, 4);
    try (Stream<Path> files = Files.list(kept)) {
      assertEquals(
          List.of(
              "best.safetensors",
              "epoch-0002.safetensors",
              "epoch-0004.safetensors",
              "last.safetensors"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    for (String name : List.of("epoch-0002", "last", "best")) {
      Network other = network(true);
      Trainer again = Trainer.of(other, Sgd.builder().learningRate(0.1).build()).batchSize(8);
      again.metrics(Metric.rocAuc()).resume(kept.resolve(name + ".safetensors"));
      again.fit(DATA, DATA, 4);
      assertClose(network, other, Float.MIN_VALUE);
    }
    List<String> rows = Files.readAllLines(folder.resolve("history.csv"));
    assertEquals(5, rows.size());
    assertTrue(rows.get(0).endsWith(",validation_roc_auc"), rows.get(0));
    List<String> lines = Files.readAllLines(folder.resolve("history.jsonl"));
    assertEquals(4, lines.size());
    assertTrue(lines.get(3).contains("\"epoch\":4"), lines.get(3));
  }

  @Test
  void aListenerStopsATrainingAfterItsStep() {
    List<String> told = new ArrayList<>();
    Trainer trainer = Trainer.of(network(false), Sgd.builder().build()).batchSize(8);
    trainer.listen(
        new TrainingListener() {
          @Override
          public void onStep(Step step) {
            told.add(step.epoch() + "." + step.step());
            if (step.epoch() == 2 && step.step() == 2) {
              trainer.stop();
            }
          }

          @Override
          public void onStop(History history) {
            told.add("stopped after " + history.epochs().size());
          }

          @Override
          public void onEnd(History history) {
            told.add("end");
          }
        });
    assertEquals(1, trainer.fit(DATA, DATA, 5).epochs().size());
    assertEquals(List.of("1.1", "1.2", "1.3", "2.1", "2.2", "stopped after 1"), told);
  }

  private static double[] kernel(Network network) {
    Tensor value = network.parameters().get(0).value();
    double[] numbers = new double[value.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = value.data()[i];
    }
    return numbers;
  }

  private static void assertClose(Network expected, Network actual, float tolerance) {
    assertTrue(!expected.parameters().isEmpty());
    for (int i = 0; i < expected.parameters().size(); i++) {
      assertArrayEquals(
          expected.parameters().get(i).value().data(),
          actual.parameters().get(i).value().data(),
          tolerance);
    }
  }

  private static Network network(boolean norm) {
    Sequential builder = Sequential.of(5).add(new Dense(7), new ReLU());
    if (norm) {
      builder.add(new BatchNorm());
    }
    return builder.add(new Dense(3)).build(1);
  }
}
