package dev.limpid.insight.measure.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluator;
import dev.limpid.train.History;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapListenerTest {
  private static final Shape IMAGE = Shape.of(5, 4, 2);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void termsAddUpToTheGapForAnyNetworkAndData(long seed) {
    Rng rng = Rng.of(seed);
    boolean batchNorm = rng.nextInt(3) > 0;
    boolean dropout = rng.nextInt(2) > 0;
    int classes = 2 + rng.nextInt(4);
    Dataset training = Toy.clouds(IMAGE, classes, 20 + rng.nextInt(200), 1, seed, rng);
    Dataset validation = Toy.clouds(IMAGE, classes, 2 + rng.nextInt(100), 1, seed, rng);
    GapListener listener = new GapListener().seed(seed);
    if (rng.nextInt(3) == 0) {
      listener.everything();
    }
    boolean augmented = rng.nextInt(2) == 0;
    Augmentation augmentation = augmented ? Augmentation.noise(0.3) : Augmentation.NONE;
    History history =
        Trainer.of(network(seed, classes, batchNorm, dropout), Adam.builder().build())
            .augment(augmentation)
            .batchSize(8 + rng.nextInt(30))
            .shuffle(rng.nextInt(2) == 0)
            .listen(listener)
            .fit(training, validation, 3);
    for (EpochGap gap : listener.gaps()) {
      String where = "seed " + seed + ", epoch " + gap.epoch();
      var epoch = history.epochs().get(gap.epoch() - 1);
      assertEquals(epoch.validation().loss() - epoch.loss(), gap.loss().sum(), 1e-9, where);
      assertEquals(
          epoch.validation().accuracy() - epoch.accuracy(), gap.accuracy().sum(), 1e-9, where);
      assertEquals(gap.loss().gap(), gap.loss().sum(), 1e-12, where);
      assertEquals(batchNorm, gap.loss().of(Term.LAG).isPresent(), where);
      assertEquals(batchNorm, gap.loss().of(Term.BATCH_DEPENDENCE).isPresent(), where);
      assertEquals(dropout, gap.loss().of(Term.DROPOUT).isPresent(), where);
      assertEquals(augmented, gap.loss().of(Term.AUGMENTATION).isPresent(), where);
      assertEquals(batchNorm ? 1 : 0, gap.drift().size(), where);
      for (Contribution term : gap.loss().terms()) {
        assertTrue(term.estimate().standardError() >= 0, where + ": " + term);
        assertTrue(Double.isFinite(term.estimate().halfWidth()), where + ": " + term);
      }
    }
  }

  @Test
  void aSetEvaluatedAgainstItselfHasNoGeneralisationAtAll() {
    Toy data = Toy.clouds(IMAGE, 3, 150, 1, 4, Rng.of(4));
    Toy copy = Toy.of(IMAGE, 3, data.samples().clone(), data.labels().clone());
    for (Dataset validation : List.of(data, copy)) {
      for (boolean batchNorm : new boolean[] {true, false}) {
        GapListener listener = new GapListener();
        Trainer.of(network(4, 3, batchNorm, false), Adam.builder().build())
            .batchSize(16)
            .listen(listener)
            .fit(data, validation, 2);
        Estimate term = listener.gaps().get(1).loss().of(Term.GENERALISATION).orElseThrow();
        assertEquals(0, term.value(), 0);
        assertEquals(0, term.standardError(), 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void trainingHasTheSameBitsWithAndWithout(int threads) {
    Dataset training = Toy.clouds(IMAGE, 3, 130, 1, 5, Rng.of(5));
    Dataset validation = Toy.clouds(IMAGE, 3, 40, 1, 5, Rng.of(6));
    try (Parallel parallel = Parallel.of(threads)) {
      Compute compute = Compute.standard().with(parallel);
      Network without = network(5, 3, true, true, compute);
      trainer(without).fit(training, validation, 3);
      Network with = network(5, 3, true, true, compute);
      trainer(with).listen(new GapListener()).fit(training, validation, 3);
      for (int i = 0; i < without.parameters().size(); i++) {
        assertArrayEquals(
            without.parameters().get(i).value().data(),
            with.parameters().get(i).value().data(),
            without.parameters().get(i).name());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aTrainingThatWasInterruptedHasTheSameGaps(long seed) throws IOException {
    Dataset training = Toy.clouds(IMAGE, 3, 60, 1, 5, Rng.of(5));
    Dataset validation = Toy.clouds(IMAGE, 3, 40, 1, 5, Rng.of(6));
    GapListener expected = new GapListener();
    trainer(network(5, 3, true, true)).listen(expected).fit(training, validation, 3);
    Path file = folder.resolve("checkpoint");
    // an epoch's checkpoint is written before its gap is measured, that of a step within the epoch
    int steps = 1 + Rng.of(seed).nextInt(3 * 4 - 1);
    boolean afterEpoch = seed % 2 == 0;
    Trainer first = trainer(network(5, 3, true, true));
    first
        .listen(
            new TrainingListener() {
              @Override
              public void onStep(Step step) {
                if (!afterEpoch && first.stepsTaken() == steps) {
                  save(first, file);
                  first.stop();
                }
              }

              @Override
              public void onEpoch(Epoch epoch) {
                if (afterEpoch && epoch.number() == 1 + seed % 2) {
                  save(first, file);
                  first.stop();
                }
              }
            })
        .listen(new GapListener())
        .fit(training, validation, 3);
    Trainer second = trainer(network(9, 3, true, true)).resume(file);
    GapListener resumed = new GapListener();
    second.listen(resumed).fit(training, validation, 3);
    assertFalse(resumed.gaps().isEmpty());
    for (EpochGap gap : resumed.gaps()) {
      EpochGap whole = expected.gaps().get(gap.epoch() - 1);
      assertEquals(whole.loss(), gap.loss(), "seed " + seed + ", step " + steps);
      assertEquals(whole.accuracy(), gap.accuracy(), "seed " + seed + ", step " + steps);
      assertEquals(whole.drift(), gap.drift(), "seed " + seed + ", step " + steps);
    }
  }

  private static void save(Trainer trainer, Path file) {
    try {
      trainer.save(file, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theSameSeedGivesTheSameGapsAndAnotherSeedOtherImages() {
    Dataset training = Toy.clouds(IMAGE, 3, 600, 1, 5, Rng.of(5));
    Dataset validation = Toy.clouds(IMAGE, 3, 200, 1, 5, Rng.of(6));
    double[] sums = new double[3];
    for (int i = 0; i < 3; i++) {
      GapListener listener = new GapListener().seed(i / 2);
      trainer(network(5, 3, true, true)).listen(listener).fit(training, validation, 1);
      sums[i] = listener.gaps().get(0).lossLevels().trainPopulation().value();
    }
    assertEquals(sums[0], sums[1], 0);
    assertFalse(sums[0] == sums[2]);
  }

  @Test
  void withEverythingProbedNoSamplingErrorIsLeft() {
    Dataset training = Toy.clouds(IMAGE, 3, 100, 1, 5, Rng.of(5));
    Dataset validation = Toy.clouds(IMAGE, 3, 40, 1, 5, Rng.of(6));
    GapListener listener = new GapListener().everything();
    trainer(network(5, 3, true, true)).listen(listener).fit(training, validation, 1);
    EpochGap gap = listener.gaps().get(0);
    gap.loss().terms().forEach(t -> assertEquals(0, t.estimate().standardError(), t.toString()));
    assertTrue(gap.generalisationOnNewImages().standardError() > 0);
    assertEquals(100, gap.trainingImages());
    assertEquals(40, gap.validationImages());
  }

  @Test
  void withRecalibrationBeforeValidationNothingLags() {
    Dataset training = Toy.clouds(IMAGE, 3, 200, 1, 5, Rng.of(5));
    Dataset validation = Toy.clouds(IMAGE, 3, 40, 1, 5, Rng.of(6));
    GapListener listener = new GapListener();
    trainer(network(5, 3, true, true))
        .recalibrate(true)
        .listen(listener)
        .fit(training, validation, 2);
    for (EpochGap gap : listener.gaps()) {
      assertEquals(0, gap.loss().of(Term.LAG).orElseThrow().value(), 1e-9);
      assertEquals(0, gap.lagOnTraining().value(), 1e-9);
      assertTrue(Math.abs(gap.loss().of(Term.BATCH_DEPENDENCE).orElseThrow().value()) > 1e-6);
    }
  }

  @Test
  void withoutAValidationSetThereIsNoGapToTakeApart() {
    GapListener listener = new GapListener();
    trainer(network(5, 3, true, false))
        .listen(listener)
        .fit(Toy.clouds(IMAGE, 3, 40, 1, 5, Rng.of(5)), null, 1);
    assertTrue(listener.gaps().isEmpty());
  }

  @Test
  void theLineNamesEachTermInTheOrderOfTheChain() {
    StringBuilder text = new StringBuilder();
    trainer(network(5, 3, true, true))
        .listen(new GapListener().onGap(gap -> text.append(gap.line())))
        .fit(
            Toy.clouds(IMAGE, 3, 90, 1, 5, Rng.of(5)),
            Toy.clouds(IMAGE, 3, 40, 1, 5, Rng.of(6)),
            1);
    String number = "-?\\d+(\\.\\d+)?( \\(\\+-\\d+(\\.\\d+)?\\))?";
    assertTrue(
        text.toString()
            .strip()
            .matches(
                ("gap # = averaging # \\+ dropout # \\+ batch dependence # \\+ generalisation #"
                        + " \\+ BatchNorm lag #")
                    .replace("#", number)),
        text.toString());
  }

  @Test
  void aProbeOfNothingIsRefused() {
    for (double share : new double[] {0, -1, 10.01, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new GapListener().share(share));
    }
    assertThrows(IllegalArgumentException.class, () -> new GapListener().probe(1, 10));
    assertThrows(IllegalArgumentException.class, () -> new GapListener().probe(10, 1));
  }

  @Test
  void theProbeIsAsLargeAsItIsSet() {
    Dataset training = Toy.clouds(IMAGE, 3, 600, 1, 5, Rng.of(5));
    Dataset validation = Toy.clouds(IMAGE, 3, 200, 1, 5, Rng.of(6));
    GapListener smallest = new GapListener().probe(2, 2);
    GapListener some = new GapListener().probe(3, 50);
    GapListener largest = new GapListener().share(10);
    long start = System.nanoTime();
    trainer(network(5, 3, true, false))
        .listen(smallest)
        .listen(some)
        .listen(largest)
        .fit(training, validation, 1);
    double seconds = (System.nanoTime() - start) * 1e-9;
    assertEquals(32, smallest.gaps().get(0).trainingImages());
    assertEquals(2, smallest.gaps().get(0).validationImages());
    assertEquals(48, some.gaps().get(0).trainingImages());
    assertEquals(50, some.gaps().get(0).validationImages());
    assertEquals(600, largest.gaps().get(0).trainingImages());
    assertEquals(200, largest.gaps().get(0).validationImages());
    double probes =
        Stream.of(smallest, some, largest).mapToDouble(l -> l.gaps().get(0).seconds()).sum();
    assertTrue(probes > 0 && probes < seconds, probes + " of " + seconds + " s");
  }

  /** One pass over the batches, and one more for each of dropout and augmentation. */
  @Test
  void whatAProbeIsChosenFromIsThatOfThePlan() {
    Dataset training = Toy.clouds(IMAGE, 3, 60, 1, 5, Rng.of(5));
    Dataset validation = Toy.clouds(IMAGE, 3, 20, 1, 5, Rng.of(6));
    for (boolean batchNorm : new boolean[] {false, true}) {
      for (boolean dropout : new boolean[] {false, true}) {
        for (Augmentation augmentation : List.of(Augmentation.NONE, Augmentation.noise(0.1))) {
          boolean augmented = augmentation != Augmentation.NONE;
          Network network = network(5, 3, batchNorm, dropout);
          TrainingListener.Plan plan =
              new TrainingListener.Plan(network, 1, 16, training, validation, true, 0)
                  .withAugmentation(augmentation);
          int passes = 1 + (dropout ? 1 : 0) + (augmented ? 1 : 0);
          assertEquals(
              new Probe.Scope(60, 20, 16, true, passes, batchNorm), GapMeter.scopeOf(plan));
        }
      }
    }
    assertFalse(GapMeter.hasDropout(Sequential.of(2).add(new Dropout(0)).build(1)));
  }

  /** Each term is the difference of two levels that follow each other. */
  @Test
  void termsAreTheDifferencesOfTheLevels() {
    for (boolean batchNorm : new boolean[] {false, true}) {
      GapListener listener = new GapListener();
      trainer(network(5, 3, batchNorm, false))
          .listen(listener)
          .fit(
              Toy.clouds(IMAGE, 3, 300, 1, 5, Rng.of(5)),
              Toy.clouds(IMAGE, 3, 90, 1, 5, Rng.of(6)),
              1);
      EpochGap gap = listener.gaps().get(0);
      differences(gap.loss(), gap.lossLevels(), batchNorm);
      differences(gap.accuracy(), gap.accuracyLevels(), batchNorm);
      assertEquals(batchNorm, gap.lagOnTraining() != null);
      if (batchNorm) {
        double lag =
            gap.lossLevels().trainMoving().value() - gap.lossLevels().trainPopulation().value();
        assertEquals(lag, gap.lagOnTraining().value(), 1e-12);
      } else {
        assertEquals(gap.lossLevels().trainBatch(), gap.lossLevels().trainMoving());
      }
    }
  }

  private static void differences(Decomposition gap, Levels levels, boolean batchNorm) {
    double batch = levels.trainBatch().value();
    double moving = levels.validationMoving().value();
    assertEquals(levels.trainMode().value() - gap.running(), value(gap, Term.AVERAGING), 1e-12);
    assertEquals(gap.validation(), moving, 1e-9);
    assertEquals(batchNorm, levels.trainPopulation() != null);
    assertEquals(batchNorm, levels.validationPopulation() != null);
    if (!batchNorm) {
      assertEquals(moving - batch, value(gap, Term.GENERALISATION), 1e-12);
      return;
    }
    double population = levels.trainPopulation().value();
    double validation = levels.validationPopulation().value();
    assertEquals(population - batch, value(gap, Term.BATCH_DEPENDENCE), 1e-12);
    assertEquals(validation - population, value(gap, Term.GENERALISATION), 1e-12);
    assertEquals(moving - validation, value(gap, Term.LAG), 1e-12);
  }

  private static double value(Decomposition gap, Term term) {
    return gap.of(term).orElseThrow().value();
  }

  /**
   * With everything probed the levels are those of plain evaluations, and other validation images
   * would have losses that vary as these do.
   */
  @Test
  void generalisationOnNewImagesHasTheErrorOfTheValidationSet() {
    Dataset training = Toy.clouds(IMAGE, 3, 96, 1, 5, Rng.of(5));
    Dataset validation = Toy.clouds(IMAGE, 3, 50, 1, 5, Rng.of(6));
    for (boolean batchNorm : new boolean[] {false, true}) {
      Network network = network(5, 3, batchNorm, false);
      GapListener listener = new GapListener().everything();
      trainer(network).listen(listener).fit(training, validation, 1);
      Mode mode = batchNorm ? Mode.POPULATION : Mode.INFERENCE; // its statistics are still there
      Evaluator evaluator = new Evaluator(network, 50, 1);
      double[] losses = evaluator.evaluate(validation, mode).predictions().losses();
      double mean = Arrays.stream(losses).average().orElseThrow();
      double variance = Arrays.stream(losses).map(x -> (x - mean) * (x - mean)).sum() / 49;
      Estimate found = listener.gaps().get(0).generalisationOnNewImages();
      assertEquals(mean - evaluator.evaluate(training, mode).loss(), found.value(), 1e-5);
      assertEquals(Math.sqrt(variance / 50), found.standardError(), 1e-5);
    }
  }

  @Test
  void setsThatDifferInAnImageOrALabelOrInSizeAreNotTheSame() {
    Toy data = Toy.clouds(IMAGE, 3, 150, 1, 4, Rng.of(4));
    float[][] images = data.samples().clone();
    images[149] = images[149].clone();
    images[149][39] += 1;
    int[] labels = data.labels().clone();
    labels[149] = (labels[149] + 1) % 3;
    List<Dataset> others =
        List.of(
            Toy.of(IMAGE, 3, images, data.labels()),
            Toy.of(IMAGE, 3, data.samples(), labels),
            Datasets.subset(data, IntStream.range(0, 149).toArray()));
    for (Dataset validation : others) {
      GapListener listener = new GapListener();
      trainer(network(4, 3, false, false)).listen(listener).fit(data, validation, 1);
      EpochGap gap = listener.gaps().get(0);
      assertTrue(gap.loss().of(Term.GENERALISATION).orElseThrow().value() != 0);
      assertTrue(gap.generalisationOnNewImages().standardError() > 0);
    }
    GapListener same = new GapListener();
    trainer(network(4, 3, true, false)).listen(same).fit(data, data, 1);
    assertEquals(Estimate.exact(0), same.gaps().get(0).generalisationOnNewImages());
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Adam.builder().build()).batchSize(16).seed(3);
  }

  private static Network network(long seed, int classes, boolean batchNorm, boolean dropout) {
    return network(seed, classes, batchNorm, dropout, Compute.standard());
  }

  private static Network network(
      long seed, int classes, boolean batchNorm, boolean dropout, Compute compute) {
    Sequential builder = Sequential.of(5, 4, 2).on(compute);
    builder.add(new Conv2D(4, 3).same(), new ReLU());
    if (batchNorm) {
      builder.add(new BatchNorm());
    }
    if (dropout) {
      builder.add(new Dropout(0.3));
    }
    return builder.add(new Flatten(), new Dense(classes), new Softmax()).build(seed);
  }
}
