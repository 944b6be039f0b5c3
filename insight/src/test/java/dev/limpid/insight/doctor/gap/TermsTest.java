package dev.limpid.insight.doctor.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From what size on a term of the gap, or a shift by dropout, is a warning. */
class TermsTest {
  private static final int EPOCHS = 16;

  private static Optional<Severity> severity(Optional<Finding> finding) {
    return finding.map(Finding::severity);
  }

  /** Guessing loses 3.40 here, a twentieth of which is 0.17. */
  @Test
  void batchDependenceThatIsLittleIsANoteThoughItIsMostOfTheLoss() {
    for (double size : new double[] {0.15, 0.19}) {
      GapRuns run = new GapRuns().dependence(size, 0.01);
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        run.epoch(0.01, 0.01, 0.01, 0, 0.05, 0.01);
      }
      assertEquals(
          Optional.of(size < 0.17 ? Severity.NOTE : Severity.PROBLEM),
          severity(new BatchDependence().examine(run.run())),
          "of " + size);
    }
  }

  /** Of 0.1 +- 0.2 in each epoch the mean over eight is 0.1 +- 0.07. */
  @ParameterizedTest
  @ValueSource(ints = {8, 9})
  void batchesOfFewImagesAreToldByTheLastHalfOfTheEpochs(int batchSize) {
    assertEquals(
        batchSize == 8 ? Optional.of(Severity.WARNING) : Optional.empty(),
        severity(new BatchDependence().examine(ofFewImages(batchSize, 0, 0.1, 0.1))));
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0, 0.1", // gone
    "0, 0.1, 0.2", // by chance
    "0, 0.045, 0.05" // nothing to mention
  })
  void batchesOfFewImagesAreNotToldWithoutNeed(double first, double last, double error) {
    assertEquals(
        Optional.empty(), new BatchDependence().examine(ofFewImages(8, first, last, error)));
  }

  /** With what the batch tells of its other images in each half of the epochs. */
  private static RunRecord ofFewImages(int batchSize, double first, double last, double error) {
    GapRuns run = new GapRuns();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      run.dependence(2 * epoch <= EPOCHS ? first : last, error)
          .epoch(0.2, 0.05, 0.1, 0, 0.05, 0.01);
    }
    return RunCopy.of(run.run()).batchSize(batchSize).record();
  }

  /** Which images are left over is drawn anew in each epoch, and those of the last may do. */
  @Test
  void aLastBatchIsJudgedByTheLastHalfOfTheEpochs() {
    Finding found = new LastBatchTooSmall().examine(lastBatch(0.4, 0)).orElseThrow();
    assertTrue(
        found.text().contains("costs 0.350 of the validation loss, in the mean over the last half"),
        found.text());
    assertEquals(Optional.empty(), new LastBatchTooSmall().examine(lastBatch(0, 0)), "no more");
    assertEquals(
        Optional.empty(), new LastBatchTooSmall().examine(lastBatch(0.055, 0.055)), "little");
    assertTrue(new LastBatchTooSmall().examine(lastBatch(0.065, 0.065)).isPresent());
  }

  /**
   * A lag of 2 in the first epochs, then of {@code late}, and in the last epoch of {@code last}.
   */
  private static RunRecord lastBatch(double late, double last) {
    GapRuns run = new GapRuns().memory(4, 200);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      double lag = 2 * epoch <= EPOCHS ? 2 : epoch < EPOCHS ? late : last;
      run.epoch(0.5, 0.1, 0.1, lag, 0.05, 0.01);
    }
    int[] images = new int[30];
    Arrays.fill(images, 213);
    images[0] = 193; // 2 more than batches of 32 take
    return RunCopy.of(run.run()).batchSize(32).trainingImages(images).record();
  }

  /** Weights move by 0.004 / 8 * (0.5 to 1.5) of their size in a step at the end. */
  @ParameterizedTest
  @CsvSource({"480, 10, true", "0.4, 10, true", "0.02, 10, false", "0.4, 400, false"})
  void averagesThatAreOffThoughWeightsHardlyMovedDoNotLag(
      double shift, double memory, boolean other) {
    GapRuns runs = new GapRuns().memory(memory, 30).shift(shift);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      runs.epoch(0.1, 0.01, 0.01, 2, 0.05, 0.01);
    }
    RunRecord run =
        RunCopy.of(runs.run())
            .stepsPerEpoch(30)
            .health(SampleRuns.typical(EPOCHS).health())
            .record();
    Finding found = new BatchNormLag().examine(run).orElseThrow();
    assertEquals(Severity.PROBLEM, found.severity());
    assertEquals(other, !found.text().contains("the weights have moved on"), found.text());
    assertEquals(other, !found.title().contains("lag behind"), found.title());
    assertEquals(
        other ? List.of("--recalibrate") : List.of("--recalibrate", "--batchnorm-momentum 0.9"),
        found.changes().stream().map(change -> change.option()).toList());
  }

  @Test
  void lagThatIsGoneIsANoteWhereItWasLittle() {
    for (double size : new double[] {0.15, 0.19}) {
      GapRuns run = new GapRuns();
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        run.epoch(0.1, 0.01, 0.01, epoch <= 8 ? size : 0, 0.05, 0.01);
      }
      assertEquals(
          Optional.of(size < 0.17 ? Severity.NOTE : Severity.WARNING),
          severity(new BatchNormLag().examine(run.run())),
          "of " + size);
    }
  }

  /** A tenth of a small loss is nobody's trouble. */
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.04, NOTE",
    "0.1, 0.06, PROBLEM",
    "0.3, 0.04, NOTE",
    "0.3, 0.06, WARNING",
    "0.7, 0.06, "
  })
  void aShiftByDropoutIsAWarningFromWhatIsWorthMentioning(
      double loss, double shift, Severity expected) {
    RunRecord run =
        RunCopy.of(new GapRuns().epoch(loss, 0, 0, 0, 0.05, 0.01).run())
            .health(SampleRuns.typical(1).health().stream().map(e -> shifted(e, shift)).toList())
            .record();
    Optional<Finding> found = new DropoutBeforeBatchNorm().examine(run);
    assertEquals(Optional.ofNullable(expected), severity(found));
    assertTrue(
        found.isEmpty() || found.get().consequences().contains(Names.NOISY_LABELS),
        "images that it costs most look as if their labels were wrong");
  }

  private static EpochHealth shifted(EpochHealth epoch, double shift) {
    return new EpochHealth(
        epoch.epoch(),
        epoch.gradientNorm(),
        epoch.saturatedShare(),
        epoch.noiseScale(),
        epoch.gradientSignal(),
        epoch.gradientNoise(),
        epoch.probabilityShare(),
        shift,
        epoch.layers(),
        epoch.steps(),
        epoch.breaches());
  }
}
