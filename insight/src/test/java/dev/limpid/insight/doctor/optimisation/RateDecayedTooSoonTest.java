package dev.limpid.insight.doctor.optimisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateDecayedTooSoonTest {
  private static final double[] FALLS = {1.2, 1.0, 0.9, 0.89, 0.89, 0.89, 0.89, 0.89};

  private static Optional<Finding> of(double[] losses, double... rates) {
    RunRecord run =
        RunCopy.of(SampleRuns.typical(losses.length)).losses(losses, losses, rates).record();
    return RateDecayedTooSoon.of(run, Progress.of(run)).map(Suspicion::finding);
  }

  /** A tenth of the rate after each epoch. */
  private static double[] tenths(int epochs) {
    return IntStream.range(0, epochs).mapToDouble(i -> 0.01 * Math.pow(10, -i)).toArray();
  }

  @Test
  void aRateThatIsGoneWhileTheLossFallsIsNamed() {
    Finding found = of(FALLS, tenths(8)).orElseThrow();
    assertTrue(found.text().contains("the epochs from 3 on have 1 % of the sum"), found.text());
    assertEquals("--schedule cosine", found.changes().get(0).toString().split(" \\(")[0]);
  }

  @Test
  void itIsAProblemWhereHalfOfGuessingIsLeft() {
    double half = 0.5 * Progress.of(SampleRuns.typical(8)).guessing();
    double[] above = {1.4 * half, 1.2 * half, 1.01 * half, 1.01 * half, 1.01 * half};
    double[] below = {1.4 * half, 1.2 * half, 0.99 * half, 0.99 * half, 0.99 * half};
    assertEquals(Severity.PROBLEM, of(above, tenths(5)).orElseThrow().severity());
    assertEquals(Severity.WARNING, of(below, tenths(5)).orElseThrow().severity());
  }

  @Test
  void usualSchedulesLeaveTheSecondHalfEnough() {
    double[] cosine =
        IntStream.range(0, 8)
            .mapToDouble(i -> 0.005 * (1 + Math.cos(Math.PI * (i + 1) / 8)))
            .toArray();
    assertEquals(Optional.empty(), of(FALLS, cosine));
    assertEquals(
        Optional.empty(), of(FALLS, 1e-2, 1e-2, 1e-2, 1e-2, 1e-3, 1e-3, 1e-4, 1e-4), "in steps");
    assertEquals(Optional.empty(), of(FALLS, 1, 1, 1, 1, 1, 1, 1, 1), "constant");
  }

  /** As a schedule does that waits for it. */
  @Test
  void whereTheLossStoodBeforeItIsNotWhy() {
    double[] stands = {0.9, 0.89, 0.89, 0.89, 0.89, 0.89, 0.89, 0.89};
    assertEquals(Optional.empty(), of(stands, tenths(8)));
  }

  @Test
  void whatHasLearntLosesNothing() {
    double[] learnt = {1.2, 0.5, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1};
    assertEquals(Optional.empty(), of(learnt, tenths(8)));
  }

  @Test
  void lessThanHalfOfTheEpochsMayEndWithoutRate() {
    assertEquals(Optional.empty(), of(FALLS, 1, 1, 1, 1, 1, 1e-3, 1e-3, 1e-3));
    assertTrue(of(FALLS, 1, 1, 1, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3).isPresent());
  }
}
