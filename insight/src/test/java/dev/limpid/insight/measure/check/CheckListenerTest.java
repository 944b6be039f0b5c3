package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.check.DataChecks;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckListenerTest {
  private static final Shape IMAGE = Shape.of(12, 10, 3);

  private final Dataset training = Toy.clouds(IMAGE, 5, 200, 1, 3, Rng.of(1));
  private final Dataset validation = Toy.clouds(IMAGE, 5, 100, 1, 3, Rng.of(2));

  private static Network network(int threads) {
    return Sequential.of(12, 10, 3)
        .on(Compute.standard().with(Parallel.of(threads)))
        .add(new Conv2D(4, 3), new ReLU(), new BatchNorm(), new MaxPool2D(4))
        .add(new Flatten(), new Dropout(0.2), new Dense(5))
        .build(1);
  }

  @Test
  void theTrainingIsTheSameToTheBitAndSoAreTheChecks() {
    List<DataChecks> checks = new ArrayList<>();
    List<EpochChecks> epochs = new ArrayList<>();
    List<float[]> weights = new ArrayList<>();
    for (int threads : new int[] {0, 1, 3}) {
      Network network = network(Math.max(1, threads));
      Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(64);
      if (threads > 0) {
        trainer.listen(new CheckListener().onChecks(checks::add).onEpochChecks(epochs::add));
      }
      trainer.fit(training, validation, 2);
      weights.add(network.parameters().get(0).value().data().clone());
    }
    assertArrayEquals(weights.get(0), weights.get(1));
    assertArrayEquals(weights.get(0), weights.get(2));
    assertEquals(checks.get(0).training().channels(), checks.get(1).training().channels());
    assertEquals(checks.get(0).split().shifts(), checks.get(1).split().shifts());
    assertEquals(checks.get(0).labels(), checks.get(1).labels());
    assertEquals(5, checks.get(0).outputs());
    assertEquals(200, checks.get(0).training().examined());
    assertEquals(100, checks.get(0).validation().examined());
    assertTrue(checks.get(0).seconds() > 0);
    assertEquals(epochs.get(0).inference(), epochs.get(2).inference());
  }

  @Test
  void theFiguresOfAnEpochAreComputedAnewFromItsParts() {
    List<EpochChecks> epochs = new ArrayList<>();
    var history =
        Trainer.of(network(1), Adam.builder().build())
            .batchSize(64)
            .listen(new CheckListener().onEpochChecks(epochs::add))
            .fit(training, validation, 3);
    for (int i = 0; i < 3; i++) {
      EpochChecks checks = epochs.get(i);
      assertEquals(history.epochs().get(i).loss(), checks.lossByImage(), 1e-9);
      assertEquals(history.epochs().get(i).validation().loss(), checks.validationByImage(), 1e-6);
      assertTrue(Math.abs(checks.lossByStep() - checks.lossByImage()) > 1e-6);
      double byImage = checks.validationByImage();
      assertTrue(
          checks.validationByBatch().stream().allMatch(b -> Math.abs(b.mean() - byImage) > 1e-9));
      assertTrue(checks.validationByBatch().stream().anyMatch(b -> b.batchSize() == 64));
      assertEquals(64, checks.inference().images());
      assertEquals(0, checks.inference().fromAgain());
      assertTrue(checks.inference().fromPrinted() < 1e-4);
      assertTrue(checks.inference().fromOtherBatches() < 1e-4);
    }
  }

  /** A training that goes on with the same sets is not looked at again. */
  @Test
  void imagesAreLookedAtOnceAndOtherOnesAgain() {
    List<DataChecks> checks = new ArrayList<>();
    Trainer trainer =
        Trainer.of(network(1), Adam.builder().build())
            .batchSize(64)
            .listen(new CheckListener().onChecks(checks::add));
    trainer.fit(training, validation, 1);
    trainer.fit(training, validation, 1);
    assertEquals(1, checks.size());
    trainer.fit(training, null, 1);
    assertEquals(2, checks.size());
    assertNull(checks.get(1).validation());
    assertNull(checks.get(1).split());
    trainer.fit(Toy.clouds(IMAGE, 5, 90, 1, 3, Rng.of(1)), null, 1);
    assertEquals(3, checks.size());
    assertEquals(90, checks.get(2).training().images());
  }
}
