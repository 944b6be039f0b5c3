package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.optim.Sgd;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a training makes of an augmentation. */
class TrainerAugmentTest {
  private static final Split DATA = Split.head(Characters.generate(1, 120), 90);
  private static final Augmentation CHARACTERS = Augmentation.characters();

  @Test
  void theSameSeedGivesTheSameBitsWithOneTwoAndThreeThreads() {
    float[] expected = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        Network network = network(Compute.standard().with(parallel));
        trainer(network).augment(CHARACTERS).fit(DATA.training(), null, 2);
        float[] weights = weights(network);
        expected = expected == null ? weights : expected;
        assertArrayEquals(expected, weights, threads + " threads");
      }
    }
  }

  @Test
  void goingOnIsTheSameAsNotHavingStopped() {
    Network once = network(Compute.standard());
    trainer(once).augment(CHARACTERS).fit(DATA.training(), null, 3);
    Network twice = network(Compute.standard());
    Trainer trainer = trainer(twice).augment(CHARACTERS);
    trainer.fit(DATA.training(), null, 1);
    trainer.fit(DATA.training(), null, 2);
    assertArrayEquals(weights(once), weights(twice));
  }

  @Test
  void trainingImagesAreChangedAnewInEachEpochAndWithEachSeed() {
    // a learning rate of next to nothing: the loss tells the images apart
    List<Double> losses = losses(1, CHARACTERS);
    assertFalse(losses.get(0).equals(losses.get(1)), losses.toString());
    assertFalse(losses.get(0).equals(losses(2, CHARACTERS).get(0)));
    assertEquals(losses, losses(1, CHARACTERS));
    List<Double> plain = losses(1, Augmentation.NONE);
    assertEquals(plain.get(0), plain.get(1), 1e-9);
    assertFalse(plain.get(0).equals(losses.get(0)));
  }

  private static List<Double> losses(long seed, Augmentation augmentation) {
    return Trainer.of(
            network(Compute.standard()), Sgd.builder().learningRate(Float.MIN_NORMAL).build())
        .batchSize(90)
        .shuffle(false)
        .seed(seed)
        .augment(augmentation)
        .fit(DATA.training(), null, 2)
        .epochs()
        .stream()
        .map(Epoch::loss)
        .toList();
  }

  @Test
  void anEvaluationSeesTheImagesAsTheyAre() {
    Network network = network(Compute.standard());
    Trainer trainer = trainer(network).augment(CHARACTERS);
    Epoch last = trainer.fit(DATA.training(), DATA.validation(), 1).last();
    Evaluation plain = new Evaluator(network, 32, 5).evaluate(DATA.validation());
    assertEquals(plain.loss(), last.validation().loss());
    assertEquals(plain.loss(), trainer.evaluate(DATA.validation()).loss());
    assertArrayEquals(
        new Evaluator(network, 32, 5).predict(DATA.validation()),
        trainer.predict(DATA.validation()));
  }

  @Test
  void listenersKnowTheAugmentation() {
    List<Augmentation> told = new ArrayList<>();
    Trainer trainer =
        trainer(network(Compute.standard()))
            .listen(
                new TrainingListener() {
                  @Override
                  public void onStart(Plan plan) {
                    told.add(plan.augmentation());
                  }
                });
    trainer.fit(DATA.training(), null, 1);
    trainer.augment(CHARACTERS).fit(DATA.training(), null, 1);
    assertSame(Augmentation.NONE, told.get(0));
    assertSame(CHARACTERS, told.get(1));
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Sgd.builder().learningRate(0.01).build()).batchSize(32).seed(7);
  }

  private static Network network(Compute compute) {
    return Sequential.of(50, 55, 3)
        .add(new Conv2D(4, 3).same().stride(2), new ReLU(), new Flatten(), new Dense(30))
        .on(compute)
        .build(3);
  }

  private static float[] weights(Network network) {
    float[] all = new float[0];
    for (var parameter : network.parameters()) {
      float[] values = parameter.value().data();
      int from = all.length;
      all = Arrays.copyOf(all, from + values.length);
      System.arraycopy(values, 0, all, from, values.length);
    }
    return all;
  }
}
