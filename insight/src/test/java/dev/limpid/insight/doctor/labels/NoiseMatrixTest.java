package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.Confidence;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.insight.trial.TriedLosses;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels that are wrong between some classes, which the matrix of label noise tells. */
class NoiseMatrixTest {
  static Split split(long seed, IntUnaryOperator another, double share) {
    Dataset clean = Blobs.generate(seed, 2500);
    Dataset wrong =
        Altered.labels(
            clean,
            i ->
                Rng.of(seed).split("wrong").split(i).nextDouble() < share
                    ? another.applyAsInt(clean.label(i))
                    : clean.label(i));
    return Split.head(wrong, 2000);
  }

  /** Not in every training: one that learns labels by heart before it rests tells nothing. */
  @Test
  void pairsOfClassesWhoseLabelsAreFlippedAreNamedInMostTrainings() {
    int named = 0;
    for (long seed = 1; seed <= 3; seed++) {
      RunRecord run = Examined.convolutional(split(seed, label -> label ^ 1, 0.3), 12);
      named += new Doctor().diagnose(run).get(0).name().equals("noisy-labels") ? 1 : 0;
      List<Mislabelled> matrix = NoiseMatrix.of(run);
      for (Mislabelled entry : matrix) {
        assertEquals(entry.of() ^ 1, entry.label(), "seed " + seed + matrix);
      }
      double wrong = matrix.stream().mapToInt(Mislabelled::wrong).sum();
      double images = matrix.stream().mapToInt(Mislabelled::images).sum();
      assertEquals(0.3, matrix.isEmpty() ? 0.3 : wrong / images, 0.08, "seed " + seed + matrix);
    }
    assertTrue(named >= 2, named + " of 3");
  }

  /** A linear classifier knows the matrix before the network knows anything. */
  @Test
  void pairsOfClassesWhoseLabelsAreFlippedAreNamedAfterTheFirstEpoch() {
    RunRecord run = Examined.convolutional(split(1, label -> label ^ 1, 0.3), 1);
    List<Mislabelled> matrix = NoiseMatrix.byLinearClassifier(run);
    assertFalse(matrix.isEmpty(), "of all pairs");
    for (Mislabelled entry : matrix) {
      assertEquals(entry.of() ^ 1, entry.label(), matrix.toString());
      assertEquals(0.3, entry.share(), 0.15, matrix.toString());
    }
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("noisy-labels", first.name(), first.text());
    assertTrue(first.text().contains("linear classifier"), first.text());
    RunRecord clean = Examined.convolutional(split(1, label -> label, 0), 1);
    assertEquals(List.of(), NoiseMatrix.byLinearClassifier(clean));
    RunRecord noisy = Examined.convolutional(split(1, label -> (label + 1) % 4, 0.3), 1);
    assertEquals(List.of(), NoiseMatrix.byLinearClassifier(noisy), "no pairs");
  }

  /** One pair may be told apart yet, many that are taken for nothing else are no such thing. */
  @Test
  void manyPairsAreNamedBeforeTheNetworkRests() {
    for (int pairs = 0; pairs <= 4; pairs++) {
      List<EpochChecks> falling =
          List.of(
              epoch(1, 60, pairs), epoch(2, 50, pairs), epoch(3, 45, pairs), epoch(4, 25, pairs));
      RunRecord run =
          RunCopy.of(Examined.convolutional(split(1, label -> label, 0), 1))
              .checks(null)
              .epochChecks(falling)
              .record();
      assertEquals(pairs < 3 ? 0 : 2 * pairs, NoiseMatrix.of(run).size(), pairs + " pairs");
    }
  }

  /** What it takes for each other in its first epochs it may tell apart in its last. */
  @Test
  void epochsInWhichTheNetworkKnewLessThanInTheEndSayNothingOfLabels() {
    for (int wrongLater : new int[] {50, 25}) {
      List<EpochChecks> epochs = new ArrayList<>(List.of(epoch(1, 60, 4), epoch(2, 50, 4)));
      for (int number = 3; number <= 12; number++) {
        epochs.add(epoch(number, wrongLater, -1));
      }
      RunRecord run =
          RunCopy.of(Examined.convolutional(split(1, label -> label, 0), 1))
              .checks(null)
              .epochChecks(epochs)
              .record();
      assertEquals(wrongLater == 50 ? 8 : 0, NoiseMatrix.of(run).size(), "later " + wrongLater);
    }
  }

  /**
   * Of eight classes the first pairs are taken for each other in a fifth of the surer images; no
   * images for -1.
   */
  private static EpochChecks epoch(int number, int wrongOfHundred, int pairs) {
    List<ClassLabels> classes = new ArrayList<>();
    for (int c = 0; c < 8 && pairs >= 0; c++) {
      int surer = c < 2 * pairs ? 14 : 0;
      classes.add(new ClassLabels(c, c ^ 1, 70, surer, surer, 70, 20, 18));
    }
    return epoch(number, wrongOfHundred, 0, classes);
  }

  /** Up and down are not told apart where every other image is mirrored: that is no label. */
  @ParameterizedTest
  @CsvSource({"98, 0", "80, 8"})
  void labelsThatALinearClassifierAgreesWithAreRight(int right, int entries) {
    List<EpochChecks> epochs =
        List.of(epoch(1, 60, 4), epoch(2, 50, 4), epoch(3, 45, 4), epoch(4, 25, 4));
    RunRecord flipped = withLinear(List.of(), right, epochs);
    assertEquals(entries, NoiseMatrix.of(flipped).size(), right + " % right");
    assertEquals(entries == 0, AlikeClasses.exist(flipped), right + " % right");
    TriedLosses losses = new TriedLosses(1.3, 1.3, 0.3, new Estimate(-1, 0.01, 99));
    TrialOutcome helps = new TrialOutcome(Trial.NO_AUGMENTATION, 2, 2, 6, 100, losses, losses);
    double[] high = {1.9, 1.8, 1.7, 1.6};
    RunRecord blamed = RunCopy.of(flipped).losses(high, high).trials(List.of(helps)).record();
    SettingCause augmentation = (SettingCause) Doctor.standardCauses().get("augmentation");
    assertEquals(
        entries == 0 ? Stands.UNLESS_TRIED : Stands.WITH_A_SIGN,
        augmentation.suspect(blamed).orElseThrow().stands(),
        "augmentation makes them alike");
  }

  /**
   * Classes 0 and 1 look alike to a network that has not learnt much; a linear classifier tells
   * them apart in all of 60 images where it is sure, or is wrong about labels as often.
   */
  @ParameterizedTest
  @CsvSource({"0, 6", "12, 8"})
  void aPairThatALinearClassifierTellsApartIsTheNetworksOwnMistake(int wrong, int entries) {
    List<EpochChecks> epochs =
        List.of(epoch(1, 60, 4), epoch(2, 50, 4), epoch(3, 45, 4), epoch(4, 25, 4));
    List<ClassLabels> linear = new ArrayList<>();
    for (int c = 0; c < 8; c++) {
      int wrongHere = c < 2 ? wrong : 12;
      linear.add(new ClassLabels(c, c ^ 1, 60, wrongHere, wrongHere, 60, 20, 18));
    }
    RunRecord run = withLinear(linear, 80, epochs);
    assertEquals(entries, NoiseMatrix.of(run).size(), wrong + " wrong");
  }

  /** Among many classes a few pairs look alike to a linear classifier, as M and N do. */
  @ParameterizedTest
  @CsvSource({"3, 0", "6, 0", "8, 16", "15, 30"})
  void pairsOfManyClassesAreHalfOfThemAtLeast(int pairs, int entries) {
    List<ClassLabels> linear = new ArrayList<>();
    for (int c = 0; c < 30; c++) {
      linear.add(
          c < 2 * pairs
              ? new ClassLabels(c, c ^ 1, 40, 12, 12, 40, 14, 12)
              : new ClassLabels(c, (c + 7) % 30, 40, 8, 2, 40, 20, 3));
    }
    RunRecord run = withLinear(linear, 80, List.of());
    assertEquals(entries, NoiseMatrix.byLinearClassifier(run).size(), pairs + " pairs");
  }

  private static RunRecord withLinear(
      List<ClassLabels> linear, int right, List<EpochChecks> epochs) {
    RunRecord run = Examined.convolutional(split(1, label -> label, 0), 1);
    Agreement agreement = new Agreement(20 * right, 2000, 0.125);
    LabelChecks labels =
        new LabelChecks(
            0,
            List.of(agreement),
            List.of(),
            List.of(),
            List.of(),
            Agreement.NONE,
            agreement,
            List.of(),
            linear,
            List.of());
    return RunCopy.of(run).epochChecks(epochs).labels(labels).record();
  }

  /** What is taken for a shirt may be a coat, a dress, a pullover: labels near the top. */
  @ParameterizedTest
  @CsvSource({"0, 0", "4, 0", "6, 1"})
  void wrongLabelsOfAClassThatAreNoneAboveAllLieAnywhere(int unrelatedOfTwenty, int entries) {
    List<ClassLabels> classes = new ArrayList<>();
    for (int c = 0; c < 8; c++) {
      int wrong = c == 6 ? 28 : 2;
      classes.add(new ClassLabels(c, (c + 1) % 8, 70, wrong, 1, 70, wrong, 1));
    }
    List<EpochChecks> epochs = new ArrayList<>();
    for (int number = 1; number <= 4; number++) {
      epochs.add(epoch(number, 20, unrelatedOfTwenty, classes));
    }
    RunRecord run =
        RunCopy.of(Examined.convolutional(split(1, label -> label, 0), 1))
            .checks(null)
            .epochChecks(epochs)
            .record();
    assertEquals(entries, NoiseMatrix.of(run).size(), unrelatedOfTwenty + " of 20");
  }

  private static EpochChecks epoch(
      int number, int wrongOfHundred, int unrelated, List<ClassLabels> classes) {
    int[] tenths = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10};
    double[] confidence = {0.9, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8};
    Confidence side =
        new Confidence(
            new Agreement(100 - wrongOfHundred, 100, 0.125),
            1,
            tenths,
            new int[] {0, 0, 0, 0, 0, 0, 0, 0, 10, 10},
            new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0, unrelated},
            confidence);
    return new EpochChecks(number, 1, 1, 1, List.of(), null, side, side, List.of(), classes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aClassOfWhichHalfIsMislabelledIsNamed(long seed) {
    RunRecord run = Examined.convolutional(split(seed, label -> label == 2 ? 7 : label, 0.5), 12);
    List<Mislabelled> matrix = NoiseMatrix.of(run);
    assertEquals(
        List.of(List.of(2, 7)),
        matrix.stream()
            .filter(entry -> entry.of() != 7)
            .map(entry -> List.of(entry.of(), entry.label()))
            .collect(Collectors.toList()),
        "seed " + seed + matrix);
    Finding found =
        new Doctor()
            .diagnose(run).stream()
                .filter(f -> f.name().equals("noisy-labels"))
                .findFirst()
                .orElseThrow();
    assertTrue(
        found.text().contains("of what looks like class 2 is labelled class 7"), found.text());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void rightLabelsHaveAnEmptyMatrix(long seed) {
    for (int epochs : new int[] {1, 3, 8}) {
      RunRecord run = Examined.convolutional(split(seed, label -> label, 0), epochs);
      assertEquals(List.of(), NoiseMatrix.of(run), "seed " + seed + ", epochs " + epochs);
      assertFalse(Examined.alarms(run).contains("noisy-labels"), "seed " + seed);
    }
  }
}
