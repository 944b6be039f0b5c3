package dev.limpid.insight.measure.health;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is measured besides the last step. */
class ProbesTest {
  private static final Shape IMAGE = Shape.of(3, 3, 1);
  private static final Dataset DATA = RandomImages.of(IMAGE, 3, 90, 1);

  @Test
  void alphaIsWhereTheStepEndsOnItsParabola() {
    assertEquals(-1, probe(-2, -2).alpha());
    assertEquals(0, probe(-2, 0).alpha());
    assertEquals(1, probe(-2, 2).alpha());
    assertTrue(Double.isNaN(probe(1, 2).alpha()));
  }

  @Test
  void rightGradientsHaveNoErrorAndWeightsAreKeptToTheBit() {
    Network network = network(0.5);
    List<float[]> before = values(network);
    List<SlopeCheck> checks = new GradientChecker(plan(network, DATA), Rng.of(1)).check();
    assertEquals(8, checks.size());
    checks.forEach(check -> assertTrue(check.error() < 0.1, check.toString()));
    List<float[]> after = values(network);
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), after.get(i));
    }
  }

  @Test
  void dropoutBeforeBatchNormShiftsAndStatisticsArePutBack() {
    Network network = network(0.7);
    Batch batch = new Batch(IMAGE, 16);
    batch.fill(DATA, IntStream.range(0, 16).toArray(), 0, 16);
    network.forwardToLogits(batch.x(), Mode.GATHER);
    BatchNorm norm = network.layers(BatchNorm.class).get(0);
    double variance = norm.population().variance(0);
    List<float[]> before = values(network);
    double shift = DropoutShift.of(plan(network, DATA), Rng.of(1)).measure();
    assertTrue(Math.abs(shift) > 1e-3, "" + shift);
    assertEquals(variance, norm.population().variance(0));
    List<float[]> after = values(network);
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), after.get(i));
    }
    assertNull(DropoutShift.of(plan(network(0), DATA), Rng.of(1)));
  }

  @Test
  void trainingWithDropoutBeforeBatchNormGoesOnWithTheSameBits() {
    Network without = network(0.5);
    trainer(without).fit(DATA, null, 3);
    Network with = network(0.5);
    trainer(with).listen(new HealthListener().noiseImages(5)).fit(DATA, null, 3);
    List<float[]> expected = values(without);
    List<float[]> actual = values(with);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i));
    }
  }

  @Test
  void adamsFirstStepIsTheLearningRate() {
    assertEquals(1, firstUpdate(true), 1e-3);
    assertEquals(0.1 / Math.sqrt(0.001), firstUpdate(false), 1e-2);
  }

  @Test
  void aPlainStepGoesStraightDownhill() {
    List<EpochHealth> told = new ArrayList<>();
    Trainer.of(network(0), Sgd.builder().learningRate(1e-3).build())
        .batchSize(16)
        .listen(new HealthListener().onHealth(told::add))
        .fit(DATA, null, 2);
    assertTrue(told.get(0).steps().size() >= 2, told.toString());
    for (StepProbe probe : told.get(0).steps()) {
      assertEquals(1, probe.descent(), 1e-2);
      assertEquals(1e-3 * probe.gradientNorm(), probe.updateNorm(), 1e-6);
      assertTrue(probe.lossAfter() < probe.loss(), probe.toString());
    }
  }

  private static double firstUpdate(boolean corrected) {
    List<StartHealth> told = new ArrayList<>();
    Trainer.of(network(0), Adam.builder().biasCorrection(corrected).build())
        .batchSize(30)
        .listen(new HealthListener().onStartHealth(told::add))
        .fit(DATA, null, 1);
    assertTrue(told.get(0).optimizer().startsWith("Adam("), told.get(0).optimizer());
    return told.get(0).firstUpdates()[0];
  }

  private static StepProbe probe(double slope, double slopeAfter) {
    return new StepProbe(1, 1, 0.1, 1, 0.9, slope, slopeAfter, 1, 1, 0);
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Adam.builder().build()).batchSize(16).seed(5);
  }

  private static Network network(double dropout) {
    return Sequential.of(3, 3, 1)
        .add(new Flatten(), new Dense(8), new ReLU(), new Dropout(dropout))
        .add(new Dense(8), new BatchNorm(), new ReLU(), new Dense(3))
        .build(4);
  }

  private static List<float[]> values(Network network) {
    return network.parameters().stream()
        .map(Parameter::value)
        .map(value -> value.copy().data())
        .toList();
  }

  private static Plan plan(Network network, Dataset data) {
    return new Plan(network, 1, 32, data, null, true, 0);
  }
}
