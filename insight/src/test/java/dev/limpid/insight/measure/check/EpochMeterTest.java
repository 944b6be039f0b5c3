package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.EpochChecks.BatchMean;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Toy;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochMeterTest {
  private static final Shape SAMPLE = Shape.of(4);
  private static final int BATCH_SIZE = 12;

  private final Network network = Sequential.of(4).add(new Dense(3)).build(1);
  private final Dataset training = Toy.clouds(SAMPLE, 3, 50, 1, 5, Rng.of(1));
  private final Dataset validation = Toy.clouds(SAMPLE, 3, 60, 1, 5, Rng.of(2));

  private Plan plan(int epochs, Dataset of) {
    return new Plan(network, epochs, BATCH_SIZE, training, of, true, 0);
  }

  private void step(EpochMeter meter, double loss, int images) {
    Batch batch = new Batch(SAMPLE, images);
    batch.fill(training, IntStream.range(0, images).toArray(), 0, images);
    meter.add(new Step(1, 1, loss, 0, 0, batch));
  }

  private static Epoch epoch(int number, Evaluation evaluation) {
    return new Epoch(number, 1, 0.5, 0.5, evaluation, 0.1, 1, 1);
  }

  @Test
  void stepsAreCountedByTheirImagesAndOnceInEachEpochAnew() {
    EpochMeter meter = new EpochMeter(plan(5, null));
    step(meter, 2, 12);
    step(meter, 3, 12);
    step(meter, 7, 4);
    EpochChecks first = meter.measure(epoch(1, null));
    assertEquals((2 * 12 + 3 * 12 + 7 * 4) / 28.0, first.lossByImage(), 1e-12);
    assertEquals((2 + 3 + 7) / 3.0, first.lossByStep(), 1e-12);
    step(meter, 1, 10);
    step(meter, 2, 5);
    EpochChecks second = meter.measure(epoch(2, null));
    assertEquals(20 / 15.0, second.lossByImage(), 1e-12);
    assertEquals(1.5, second.lossByStep(), 1e-12);
    assertEquals(2, second.epoch());
    assertEquals(50, second.training().answers().images(), "all training images");
  }

  @Test
  void withoutValidationNothingIsSaidOfIt() {
    EpochMeter meter = new EpochMeter(plan(5, null));
    step(meter, 2, 12);
    EpochChecks checks = meter.measure(epoch(1, null));
    assertTrue(Double.isNaN(checks.validationByImage()));
    assertEquals(List.of(), checks.validationByBatch());
    assertEquals(List.of(), checks.answers());
    assertNull(checks.validation());
    assertNull(checks.inference());
  }

  /** Of usual sizes those that leave a smaller batch at the end of 60 images. */
  @Test
  void meansOfBatchesAreThoseOfTheLossesInTheirOrder() {
    EpochMeter meter = new EpochMeter(plan(5, validation));
    Evaluation evaluation = new Evaluator(network, 60, 1).evaluate(validation);
    double[] losses = evaluation.predictions().losses();
    EpochChecks checks = meter.measure(epoch(1, evaluation));
    assertEquals(evaluation.loss(), checks.validationByImage(), 1e-6);
    assertEquals(
        List.of(8, 16, 24, 25, 32, 48, 50),
        checks.validationByBatch().stream().map(BatchMean::batchSize).toList());
    for (BatchMean batches : checks.validationByBatch()) {
      int size = batches.batchSize();
      int count = (60 + size - 1) / size;
      double sum = 0;
      for (int i = 0; i < 60; i++) {
        int inBatch = i / size == count - 1 ? 60 - size * (count - 1) : size;
        sum += losses[i] / inBatch;
      }
      assertEquals(sum / count, batches.mean(), 1e-12, size + " a batch");
    }
  }

  @Test
  void answersAreComparedWithTheLabelsOfTheNeighbours() {
    EpochMeter meter = new EpochMeter(plan(5, validation));
    Evaluation evaluation = new Evaluator(network, 60, 1).evaluate(validation);
    int[] predicted = evaluation.predictions().predicted();
    EpochChecks checks = meter.measure(epoch(1, evaluation));
    assertEquals(5, checks.answers().size());
    for (int places = -2; places <= 2; places++) {
      int right = 0;
      for (int i = 0; i < 60; i++) {
        right += predicted[i] == validation.label((i + places + 60) % 60) ? 1 : 0;
      }
      assertEquals(right, checks.answers().get(places + 2).right(), places + " places");
      assertEquals(60, checks.answers().get(places + 2).images());
    }
  }

  @Test
  void inferenceIsLookedAtLessAndLessOftenAndInTheLastEpoch() {
    EpochMeter meter = new EpochMeter(plan(11, validation));
    Evaluation evaluation = new Evaluator(network, 60, 1).evaluate(validation);
    for (int number = 1; number <= 11; number++) {
      boolean looks = List.of(1, 2, 4, 8, 11).contains(number);
      EpochChecks checks = meter.measure(epoch(number, evaluation));
      assertEquals(looks, checks.inference() != null, "epoch " + number);
      assertEquals(60, checks.validation().answers().images());
    }
  }

  /** 1.5 % of an epoch's passes, half of it for each set: at least 128 images. */
  @Test
  void ofLargeSetsSomeImagesAreAsked() {
    Dataset large = Toy.clouds(SAMPLE, 3, 9000, 1, 5, Rng.of(3));
    EpochMeter meter = new EpochMeter(new Plan(network, 1, 100, large, null, true, 0));
    step(meter, 2, 12);
    EpochChecks checks = meter.measure(epoch(1, null));
    assertEquals((int) (0.0075 * 18_000), checks.training().answers().images());
    Dataset other = Toy.clouds(SAMPLE, 3, 6000, 1, 5, Rng.of(4));
    meter = new EpochMeter(new Plan(network, 1, 100, large, other, true, 0));
    step(meter, 2, 12);
    checks = meter.measure(epoch(1, new Evaluator(network, 1000, 1).evaluate(other)));
    assertEquals((int) (0.0075 * 24_000), checks.training().answers().images());
    assertEquals((int) (0.0075 * 24_000), checks.validation().answers().images());
    Dataset small = Toy.clouds(SAMPLE, 3, 200, 1, 5, Rng.of(3));
    meter = new EpochMeter(new Plan(network, 1, 100, small, null, true, 0));
    step(meter, 2, 12);
    assertEquals(128, meter.measure(epoch(1, null)).training().answers().images());
  }
}
