package dev.limpid.insight.doctor.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of lag and overfitting as they come and go in the course of a training. */
class CourseTest {
  private static List<Finding> diagnose(GapRuns run) {
    return new Doctor().diagnose(run.run());
  }

  private static Finding finding(List<Finding> findings, String name) {
    return findings.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  /** The large averaging of the first epochs once outweighed it. */
  @Test
  void lagThatCameLateIsAProblemThoughEarlyAveragingWasLarger() {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 20; epoch++) {
      double early = 3 * Math.exp(-0.3 * epoch);
      run.epoch(0.3 + early, early, 0.1, epoch > 12 ? 0.73 : 0, 0.05, 0.01);
    }
    Finding first = diagnose(run).get(0);
    assertEquals("batchnorm-lag", first.name());
    assertEquals(Severity.PROBLEM, first.severity());
    assertTrue(first.text().contains("That mattered in epochs 13 to 20"), first.text());
    assertTrue(first.text().contains("makes 0.730 of a validation loss of 1.14"), first.text());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 50})
  void lagThatIsGoneIsToldFirstAndThenOverfittingWithItsEpoch(int epochs) {
    GapRuns run = new GapRuns();
    int until = Math.min(12, epochs * 6 / 10);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double training = 3 * Math.exp(-0.5 * epoch);
      double generalisation = 0.08 * epoch;
      run.epoch(training, training / 3, generalisation, epoch <= until ? 3 : -0.003, 0.05, 0.01);
    }
    List<Finding> findings = diagnose(run);
    Finding lag = findings.get(0);
    assertEquals("batchnorm-lag", lag.name());
    assertEquals(Severity.WARNING, lag.severity(), "it is gone");
    assertTrue(lag.title().endsWith("until epoch " + until), lag.title());
    assertTrue(lag.text().contains("it is -0.0030 +- 0.0039 of a validation loss"), lag.text());
    assertTrue(
        lag.text().contains("Since epoch " + (until + 1) + " it is overfitting"), lag.text());
    assertTrue(lag.text().endsWith("; it began in epoch 6, behind the lag."), lag.text());
    Finding overfitting = findings.get(1);
    assertEquals("overfitting", overfitting.name());
    assertEquals("Overfitting since epoch 6", overfitting.title());
    assertTrue(
        overfitting.text().contains("rising, which BatchNorm's lag hid until epoch " + until),
        overfitting.text());
    assertTrue(
        overfitting.changes().stream().noneMatch(change -> change.setting() == Setting.EPOCHS),
        "epoch 6 would be worse for its averages");
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 51})
  void lagThatIsGoneIsAWarningUpToTenTimesAsManyEpochs(int epochs) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      run.epoch(0.5, 0.1, 0.01, epoch <= 5 ? 2 : 0, 0.05, 0.01);
    }
    assertEquals(
        epochs == 50 ? Severity.WARNING : Severity.NOTE,
        finding(diagnose(run), "batchnorm-lag").severity());
  }

  /** Averages of ten steps lag while weights move fast at first; no setting of theirs helps. */
  @ParameterizedTest
  @ValueSource(doubles = {10, 100})
  void lagThatIsGoneIsANoteWhereAveragesAreQuick(double memory) {
    GapRuns run = new GapRuns().memory(memory, 20);
    for (int epoch = 1; epoch <= 20; epoch++) {
      run.epoch(0.5, 0.1, 0.01, epoch <= 8 ? 2 : 0, 0.05, 0.01);
    }
    assertEquals(
        memory > 20 ? Severity.WARNING : Severity.NOTE,
        finding(diagnose(run), "batchnorm-lag").severity());
  }

  /** What is proposed is momentum 0.9: where epochs are shorter than that, nothing is slow. */
  @ParameterizedTest
  @CsvSource({"10, NOTE", "12, WARNING"})
  void averagesOfTenStepsAreQuickThoughAnEpochHasFewer(double memory, Severity expected) {
    GapRuns run = new GapRuns().memory(memory, 8);
    for (int epoch = 1; epoch <= 20; epoch++) {
      run.epoch(0.5, 0.1, 0.01, epoch <= 8 ? 2 : 0, 0.05, 0.01);
    }
    assertEquals(expected, finding(diagnose(run), "batchnorm-lag").severity());
  }

  /** Each epoch's lag of quick averages is another: one that is large may be so by chance. */
  @ParameterizedTest
  @CsvSource({
    "10, 12, 12, NOTE", // in the last epoch
    "10, 10, 12, NOTE", // in three of the last third
    "10, 9, 12, PROBLEM", // in all four
    "100, 12, 12, PROBLEM", // what slow averages carry comes to stay
    "10, 4, 4, NOTE", // in one of three at least
    "10, 1, 2, PROBLEM"
  })
  void lagOfQuickAveragesIsToldWhereItLasts(
      double memory, int since, int epochs, Severity expected) {
    GapRuns run = new GapRuns().memory(memory, 20);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      run.epoch(0.5, 0.1, 0.01, epoch >= since ? 2 : 0, 0.05, 0.01);
    }
    assertEquals(expected, finding(diagnose(run), "batchnorm-lag").severity());
  }

  /** A lag that is as often below zero as above is none. */
  @ParameterizedTest
  @CsvSource({"-1, NOTE", "1, PROBLEM"})
  void lagsOfBothSignsCancelOut(int sign, Severity expected) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 16; epoch++) {
      run.epoch(1, 0.1, 0.01, epoch % 2 == 0 ? 0.5 : sign * 0.5, 0.05, 0.01);
    }
    assertEquals(expected, finding(diagnose(run), "batchnorm-lag").severity());
  }

  /**
   * All epochs share their validation images: if these are easier by chance, they are so in each.
   */
  @ParameterizedTest
  @CsvSource({"0.095, true", "0.1, false"})
  void validationIsEasierOnlyWhereOneTrainingOfAThousandWouldHaveItByChance(
      double error, boolean expected) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 8; epoch++) {
      run.epoch(1, 0.1, -0.3, 0, error, 0.01);
    }
    assertEquals(expected, diagnose(run).stream().anyMatch(f -> f.name().equals("noisy-labels")));
  }

  /** Validation images differ more from each other than an epoch from the one before. */
  @ParameterizedTest
  @CsvSource({"0.04, true", "0.06, false"})
  void aFallIsSureImageByImage(double paired, boolean expected) {
    GapRuns run = new GapRuns();
    for (double training : new double[] {1.5, 1, 0.75, 0.64}) {
      run.epoch(training, 0.05, 0, 0, 0.3, paired);
    }
    assertEquals(expected, diagnose(run).stream().anyMatch(f -> f.name().equals("stopped-early")));
  }

  /** A fifth of a small loss is a smaller one. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.1})
  void aRiseIsAWarningFromWhatIsWorthMentioning(double scale) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 12; epoch++) {
      double generalisation = scale * (epoch <= 4 ? 1 : 1 + 0.2 * (epoch - 4));
      run.epoch(scale, 0, generalisation, 0, scale / 100, scale / 100);
    }
    Finding overfitting = finding(diagnose(run), "overfitting");
    assertEquals("Overfitting since epoch 1", overfitting.title());
    assertEquals(scale < 0.03, overfitting.severity() == Severity.NOTE, overfitting.text());
  }

  /** A tenth of next to nothing is next to nothing: guessing loses 3.40 here. */
  @ParameterizedTest
  @ValueSource(doubles = {0.03, 0.04})
  void aHundredthOfWhatGuessingLosesIsTheLeastThatMatters(double generalisation) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 6; epoch++) {
      run.epoch(0.001, 0.02, generalisation, 0.02, 0.001, 0.001);
    }
    List<String> names = diagnose(run).stream().map(Finding::name).toList();
    assertEquals(
        generalisation < 0.034 ? List.of("nothing-wrong") : List.of("nothing-wrong", "overfitting"),
        names);
  }

  /** One of the two: whether it overfits can't be told, or it does. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 0.01, overfitting",
    "0.1, 0.01, small-validation-set",
    "0.1, 0.001, overfitting"
  })
  void overfittingIsToldOrElseThatItCantBe(double error, double paired, String expected) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 8; epoch++) {
      double generalisation = epoch == 1 || paired < 0.01 ? 0.1 + 0.01 * epoch : 0.11;
      run.epoch(0.4, 0, generalisation, 0, error, paired);
    }
    List<String> names =
        diagnose(run).stream()
            .map(Finding::name)
            .filter(name -> !name.equals("nothing-wrong"))
            .toList();
    assertEquals(List.of(expected), names);
  }

  /** Of thirty classes 29 images leave one out, however many of them are right. */
  @ParameterizedTest
  @ValueSource(ints = {29, 30})
  void aValidationSetOfFewerImagesThanClassesIsTooSmall(int images) {
    GapRuns made = new GapRuns();
    for (int epoch = 1; epoch <= 6; epoch++) {
      made.epoch(0.001, 0.02, 0.01, 0.02, 0.001, 0.001);
    }
    int[] counts = new int[30];
    Arrays.fill(counts, 0, images, 1);
    List<EpochFigures> right =
        made.run().epochs().stream()
            .map(
                e ->
                    new EpochFigures(
                        e.epoch(), e.loss(), 1, 1, e.validationLoss(), 1, 1, 0.001, 1, 1))
            .toList();
    RunRecord run = RunCopy.of(made.run()).epochs(right).validationImages(counts).record();
    Optional<Finding> found = Doctor.standardCauses().get("small-validation-set").examine(run);
    assertEquals(images < 30, found.isPresent(), found.toString());
    assertTrue(found.isEmpty() || found.get().severity() == Severity.WARNING);
  }

  /** Its size is another in each epoch, and its severity is not. */
  @Test
  void theSeverityOfARiseDoesNotWaverWithItsNoise() {
    double[] rises = {0, 0.1, 0.21, 0.22, 0.19, 0.18, 0.21, 0.22, 0.17, 0.12};
    GapRuns run = new GapRuns();
    StringBuilder severities = new StringBuilder();
    for (double rise : rises) {
      run.epoch(0.1, 0, 0.4 + 0.5 * rise, 0, 0.01, 0.005);
      if (run.run().epochs().size() > 1) {
        severities.append(finding(diagnose(run), "overfitting").severity().name().charAt(0));
      }
    }
    assertEquals("NNWWWWWWW", severities.toString());
  }

  /** Averages that do better than they should are not gone. */
  @ParameterizedTest
  @CsvSource({
    "-0.001, It is gone since: in the last epoch it is -0.0010 +- 0.0039",
    "-0.062, It costs nothing since: in the last epoch it is -0.0620 +- 0.0039",
    "0.01, It is little since: in the last epoch it is 0.0100 +- 0.0039"
  })
  void aLagIsGoneWhereItMayBeZero(double last, String expected) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 6; epoch++) {
      run.epoch(0.5, 0.1, 0.01, epoch == 1 ? 0.8 : last, 0.05, 0.01);
    }
    Finding lag = finding(diagnose(run), "batchnorm-lag");
    assertTrue(lag.text().contains(expected), lag.text());
    assertEquals("BatchNorm's moving averages lagged behind the weights in epoch 1", lag.title());
  }

  /** What the person who asked wants to know: what it does, how long, and what is left. */
  @Test
  void aLagIsToldWithWhatIsLeftWithoutIt() {
    GapRuns run = new GapRuns().epoch(0.4, 0.1, 0.2, 3, 0.05, 0.01);
    String text = finding(diagnose(run), "batchnorm-lag").text();
    assertTrue(text.contains("That makes 3.00 of a validation loss of 3.60"), text);
    assertTrue(text.endsWith("the same weights have a validation loss of 0.600."), text);
  }

  @Test
  void lagOfAFewEpochsThatIsGoneIsANote() {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 20; epoch++) {
      run.epoch(0.5, 0.1, 0.01, epoch <= 3 ? 2 : 0, 0.05, 0.01);
    }
    assertEquals(Severity.NOTE, finding(diagnose(run), "batchnorm-lag").severity());
  }

  @Test
  void aRiseThatNewImagesWouldHideIsSeenImageByImage() {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 20; epoch++) {
      double validation = epoch < 9 ? 1.6 - 0.1045 * epoch : 0.66 + 0.0115 * (epoch - 9);
      double training = 1 / (1.0 + epoch);
      run.epoch(training, 0, validation - training, 0, 0.12, 0.015);
    }
    Finding found = finding(diagnose(run), "overfitting");
    assertEquals("Overfitting since epoch 9", found.title());
    assertTrue(found.text().contains("has been rising, and further"), found.text());
    assertEquals(Setting.EPOCHS, found.changes().get(0).setting());
  }

  @Test
  void whatIsWithinNoiseIsNotSaidNotToBeSo() {
    for (double error : new double[] {0.001, 0.1}) {
      GapRuns run = new GapRuns();
      for (int epoch = 1; epoch <= 8; epoch++) {
        run.epoch(0.2, 0, epoch == 5 ? 0.5 : 0.52, 0, 0.1, error);
      }
      Finding found = finding(diagnose(run), "overfitting");
      assertFalse(found.text().contains("has not"), found.text());
      assertTrue(
          found.text().contains(error < 0.01 ? "has begun to rise" : "can't be told yet"),
          found.text());
    }
  }

  @Test
  void aValidationThatIsLowestNowIsSaidToBe() {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 8; epoch++) {
      run.epoch(1.0 / epoch, 0, 1.0 / epoch, 0, 0.01, 0.01);
    }
    Finding found = finding(diagnose(run), "overfitting");
    assertTrue(found.text().endsWith("validation loss is lowest in the last epoch."), found.text());
  }

  @Test
  void aTrainingLossThatIsThrownUpAgainSpeaksOfStepsThatAreTooLong() {
    for (double last : new double[] {1.6, 1.0}) {
      GapRuns run = new GapRuns();
      for (double training : new double[] {2.5, 1.6, 1.2, 0.9, 1.5, last}) {
        run.epoch(training, 0.01, 0.02, 0, 0.1, 0.01);
      }
      assertEquals(
          last > 1.5,
          diagnose(run).get(0).name().equals("learning-rate-too-high"),
          "last training loss " + last);
    }
  }

  /** Guessing loses 3.40 here: a gap of 1 is a good part of it, one of 0.2 is not. */
  @ParameterizedTest
  @CsvSource({"1, true", "0.2, false"})
  void aNoteThatExplainsMuchIsNamedWhereNothingIsSure(double generalisation, boolean named) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= 8; epoch++) {
      run.epoch(0.3, 0.02, generalisation, 0, 0.01, 0.01);
    }
    Finding first = diagnose(run).get(0);
    assertEquals("nothing-wrong", first.name());
    assertEquals(
        named ? "Nothing is surely wrong" : "Nothing that is looked for is wrong", first.title());
    assertEquals(
        named,
        first.text().contains("Most likely: Training images do better than others since epoch 1."),
        first.text());
  }
}
