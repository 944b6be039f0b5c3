package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Labels and splits with a fault, their healthy twins, and faults of a neighbouring kind. */
class LabelsTest {
  private static Dataset all;
  private static Dataset training;
  private static Dataset validation;

  @BeforeAll
  static void draw() {
    all = Blobs.generate(2, 1500);
    Split split = Split.shuffled(all, 0.2, Rng.of(1));
    training = split.training();
    validation = split.validation();
  }

  private static List<String> alarms(Dataset training, Dataset validation) {
    return Examined.alarms(Examined.run(training, validation));
  }

  @Test
  void healthyLabelsRaiseNoAlarm() {
    assertEquals(List.of(), alarms(training, validation));
    Split stratified = Split.stratified(all, 0.3, Rng.of(2));
    assertEquals(List.of(), alarms(stratified.training(), stratified.validation()));
  }

  @Test
  void classesThatAreRarerInValidationAreALabelShift() {
    Dataset shifted = Altered.some(validation, c -> c < 5 ? 100 : 3);
    assertEquals("label-shift", alarms(training, shifted).get(0));
  }

  @Test
  void classesThatAreRareOnOneSideEachAreALabelShift() {
    Dataset few = Altered.some(training, c -> c < 5 ? 100 : 7);
    Dataset others = Altered.some(validation, c -> c < 5 ? 2 : 100);
    RunRecord run = Examined.run(few, others);
    assertFalse(Examined.alarms(run).contains("labels-misaligned"));
    Finding shift =
        Examined.findings(run).stream()
            .filter(f -> f.name().equals("label-shift"))
            .findFirst()
            .orElseThrow();
    assertTrue(shift.consequences().contains("class-imbalance"));
  }

  @Test
  void anOrderByClassThatWasCutIsAnOrderedSplit() {
    for (double disorder : new double[] {0, 0.5}) {
      Split split = Split.tail(Altered.sorted(all, disorder), 0.2);
      RunRecord run = Examined.run(split.training(), split.validation());
      Finding first = Examined.findings(run).get(0);
      assertEquals("ordered-split", first.name());
      assertTrue(first.consequences().contains("label-shift"));
    }
    Split split = Split.tail(Altered.sorted(all, 0), 0.2);
    Dataset shuffled =
        Datasets.subset(split.training(), Rng.of(3).permutation(split.training().size()));
    assertEquals("ordered-split", alarms(shuffled, split.validation()).get(0));
  }

  @Test
  void imagesOfTheirOwnToValidateOnWereNotCutByAnOrder() {
    Dataset some = Altered.some(validation, c -> c < 5 ? 100 : 0);
    Dataset sorted = Altered.sorted(training, 0);
    assertEquals("ordered-split", alarms(sorted, some).get(0));
    RunRecord run = Examined.run(Map.of("validation", "other"), sorted, some);
    assertFalse(Examined.alarms(run).contains("ordered-split"));
    assertTrue(Examined.alarms(run).contains("label-shift"));
    List<String> changes =
        Examined.findings(run).stream()
            .filter(finding -> finding.name().equals("label-shift"))
            .flatMap(finding -> finding.changes().stream())
            .map(Change::option)
            .toList();
    assertEquals(List.of("validation images from where the training images are from"), changes);
  }

  @Test
  void anOrderByClassThatIsNotShuffledIsNamedWhereItMatters() {
    Dataset sorted = Altered.sorted(training, 0.3);
    assertEquals(List.of(), alarms(sorted, validation));
    assertEquals(
        List.of("batches-not-shuffled"),
        Examined.alarms(
            Examined.run(Examined.trainer(sorted, 10).shuffle(false), sorted, validation, 2)));
    assertEquals(
        List.of(),
        Examined.alarms(
            Examined.run(Examined.trainer(training, 10).shuffle(false), training, validation, 2)));
  }

  @Test
  void labelsThatAreMadeUpAreRandom() {
    int[] permutation = Rng.of(5).permutation(all.size());
    Dataset mixed = Altered.labels(all, i -> all.label(permutation[i]));
    Split split = Split.shuffled(mixed, 0.2, Rng.of(1));
    assertEquals("random-labels", alarms(split.training(), split.validation()).get(0));
  }

  @Test
  void labelsThatAreWrongInPartAreNoisy() {
    Dataset large = Blobs.generate(2, 2500);
    Split split = Split.head(large, 2000);
    for (double share : new double[] {0, 0.15, 0.4}) {
      Dataset noisy = Altered.noisyLabels(split.training(), share, 1);
      Dataset others = Altered.noisyLabels(split.validation(), share, 2);
      List<String> both = Examined.alarms(Examined.run(convolutional(), noisy, others, 5));
      assertEquals(share > 0 ? List.of("noisy-labels") : List.of(), both, "share " + share);
      List<String> one =
          Examined.alarms(Examined.run(convolutional(), noisy, split.validation(), 5));
      assertEquals(share > 0 ? List.of("noisy-labels") : List.of(), one, "training " + share);
    }
  }

  @Test
  void cleanLabelsOfFewImagesThatAreLearntByHeartAreNotNoisy() {
    for (long seed = 1; seed <= 3; seed++) {
      Split split = Split.head(Blobs.generate(seed, 500), 250);
      RunRecord run = Examined.run(convolutional(), split.training(), split.validation(), 40);
      assertFalse(Examined.alarms(run).contains("noisy-labels"), "seed " + seed);
    }
  }

  @Test
  void rightLabelsOfEightImagesAClassAreNotRandom() {
    for (long seed = 1; seed <= 3; seed++) {
      Split split = Split.head(Blobs.generate(seed, 280), 80);
      Dataset wide = Altered.labels(split.training(), split.training()::label);
      RunRecord run = Examined.run(convolutional(), wide, split.validation(), 12);
      assertFalse(Examined.alarms(run).contains("random-labels"), "seed " + seed);
    }
  }

  private static Trainer convolutional() {
    return Trainer.of(
            Sequential.of(Blobs.SIDE, Blobs.SIDE, 3)
                .add(new Conv2D(8, 3), new ReLU(), new MaxPool2D(2), new Flatten())
                .add(new Dense(32), new ReLU(), new Dense(Blobs.CLASSES))
                .build(1),
            Adam.builder().learningRate(3e-3).build())
        .batchSize(50);
  }

  @Test
  void labelsOfOtherImagesAreMisaligned() {
    Dataset moved = Altered.labels(validation, i -> validation.label((i + 1) % validation.size()));
    assertEquals("labels-misaligned", alarms(training, moved).get(0));
    Dataset movedTraining =
        Altered.labels(training, i -> training.label((i + 1) % training.size()));
    assertEquals("labels-misaligned", alarms(movedTraining, validation).get(0));
    Dataset renamed = Altered.labels(validation, i -> 9 - validation.label(i));
    assertEquals("labels-misaligned", alarms(training, renamed).get(0));
  }

  @Test
  void twoClassesThatAreExchangedAreMisaligned() {
    Dataset exchanged =
        Altered.labels(
            validation,
            i -> validation.label(i) < 2 ? 1 - validation.label(i) : validation.label(i));
    Trainer trainer = Examined.trainer(training, 10);
    RunRecord run = Examined.run(trainer, training, exchanged, 12);
    List<String> alarms = Examined.alarms(run);
    assertTrue(alarms.contains("labels-misaligned"), alarms.toString());
  }

  @Test
  void circlesOfConfusionAreTold() {
    int[][] confusion = {{1, 30, 2}, {2, 3, 40}, {33, 0, 5}};
    assertEquals(List.of(0, 1, 2), Exchanged.in(confusion));
    int[][] allForOne = {{1, 30, 2}, {2, 43, 4}, {3, 30, 5}};
    assertEquals(List.of(), Exchanged.in(allForOne));
    int[][] unsure = {{12, 15, 2}, {15, 12, 4}, {3, 3, 50}};
    assertEquals(List.of(), Exchanged.in(unsure));
  }

  @Test
  void classesOfVeryFewImagesAreAnImbalance() {
    Dataset few = Altered.some(training, c -> c < 3 ? 6 : 200);
    Dataset same = Altered.some(validation, c -> c < 3 ? 2 : 200);
    List<String> alarms = alarms(few, same);
    assertTrue(alarms.contains("class-imbalance"), alarms.toString());
    Finding finding =
        Examined.findings(Examined.run(few, validation)).stream()
            .filter(f -> f.name().equals("class-imbalance"))
            .findFirst()
            .orElseThrow();
    assertTrue(finding.consequences().contains("label-shift"));
    Dataset mild = Altered.some(training, c -> c < 3 ? 50 : 200);
    Dataset sameMild = Altered.some(validation, c -> c < 3 ? 12 : 200);
    assertFalse(alarms(mild, sameMild).contains("class-imbalance"));
  }

  @Test
  void fewImagesThatHappenToBeUnevenAreNoImbalance() {
    int[] counts = {1, 6, 3, 2, 4, 3, 2, 3, 4, 2};
    Dataset lucky = Altered.some(training, c -> counts[c]);
    assertFalse(alarms(lucky, validation).contains("class-imbalance"));
  }

  @Test
  void outputsThatNoImageHasAreCounted() {
    RunRecord run = Examined.run(Examined.trainer(training, 14), training, validation, 2);
    assertEquals(List.of("wrong-class-count"), Examined.alarms(run));
    int[] some = IntStream.range(0, 40).toArray();
    Dataset tiny = Datasets.subset(training, some);
    assertFalse(alarms(tiny, tiny).contains("wrong-class-count"));
  }

  /** Other names that are right restore what is learnt; the best of many merely help a little. */
  @Test
  void classesHaveOtherNamesOnlyWhereThoseRestoreWhatIsLearnt() {
    for (int right : new int[] {50, 120, 170}) {
      Agreement within = new Agreement(180, 200, 0.125);
      LabelChecks labels =
          new LabelChecks(
              0,
              List.of(within),
              List.of(within),
              List.of(new Agreement(10, 200, 0.125)),
              List.of(new Agreement(10, 200, 0.125)),
              new Agreement(right, 200, 0.125),
              within,
              List.of(within),
              List.of(),
              List.of());
      assertEquals(right > 150, LabelsMisaligned.renamed(labels).isPresent(), right + " right");
    }
  }

  /** Sorted images that are shuffled for each epoch, and counts that differ a little. */
  @Test
  void countsThatDifferALittleWereNotCutByAnOrder() {
    Dataset some = Altered.some(validation, c -> c < 5 ? 100 : 10);
    Dataset sorted = Altered.sorted(training, 0);
    List<String> alarms = alarms(sorted, some);
    assertTrue(alarms.contains("label-shift"), alarms.toString());
    assertFalse(alarms.contains("ordered-split"), alarms.toString());
  }
}
