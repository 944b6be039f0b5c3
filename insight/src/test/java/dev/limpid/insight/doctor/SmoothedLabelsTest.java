package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.layers.CategoricalCrossEntropy;
import dev.limpid.layers.SoftmaxCrossEntropy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of smoothed labels no network loses less than their entropy; there are 30 classes here. */
class SmoothedLabelsTest {
  /** Of a label of 30 classes. */
  private static double floor(double smoothing) {
    double other = smoothing / 30;
    double own = 1 - smoothing + other;
    return -own * Math.log(own) - 29 * other * Math.log(other);
  }

  /** A training that came down to a share of what guessing loses above the floor. */
  private static RunRecord run(double smoothing, double share) {
    double low = floor(smoothing);
    double last = low + share * (Math.log(30) - low);
    double[] losses = {Math.log(30), (Math.log(30) + last) / 2, last, last};
    RunRecord typical = SampleRuns.typical(4);
    int[] alike = new int[30];
    Arrays.fill(alike, 100);
    return RunCopy.of(typical)
        .losses(losses, losses)
        .gaps(typical.gaps())
        .trainingImages(alike)
        .settings(Map.of(RunRecord.LABEL_SMOOTHING, smoothing))
        .record();
  }

  private static Progress progress(double smoothing, double share) {
    RunRecord run = run(smoothing, share);
    return Progress.of(RunCopy.of(run).gaps(List.of()).record());
  }

  @Test
  void sharesAreOfWhatLiesAboveWhatNobodyCanAvoid() {
    for (double smoothing : new double[] {0.1, 0.6, 0.9}) {
      Progress progress = progress(smoothing, 0.2);
      assertEquals(0.2, progress.remaining(), 1e-9);
      assertEquals(Math.log(30) - floor(smoothing), progress.guessing(), 1e-9);
      assertEquals(floor(smoothing) / Math.log(30), progress.unavoidable(), 1e-9);
      assertEquals(progress.last(), progress.validation(3), 1e-9);
      assertFalse(progress.learntNothing());
      assertEquals("3.40", progress.ofGuessing().value());
    }
    assertTrue(progress(0.6, 0.97).learntNothing());
  }

  @Test
  void withoutSmoothingAllOfALossIsAvoidable() {
    Progress progress = Progress.of(SampleRuns.typical(3));
    assertEquals(1.5, progress.above(1.5));
    assertEquals(0, progress.unavoidable());
  }

  private static Finding first(double smoothing, double share) {
    RunRecord run = run(smoothing, share);
    return new Doctor(List.of()).diagnose(run).get(0);
  }

  @Test
  void lossesThatSayNextToNothingAreNotRead() {
    RunRecord run = run(0.95, 1);
    assertTrue(CrossEntropyCauses.silent(run).contains("loss-not-decreasing"));
    String text = first(0.95, 1).text();
    assertTrue(text.contains("smoothed labels make 99 % of what guessing loses"), text);
    assertFalse(CrossEntropyCauses.silent(run(0.1, 1)).contains("loss-not-decreasing"));
  }

  /** By six tenths and more; of the usual tenth nobody speaks. */
  @Test
  void labelsThatAreSmoothedTooFarAreNamed() {
    Cause cause = Doctor.standardCauses().get("label-smoothing");
    assertEquals(Severity.PROBLEM, cause.examine(run(0.95, 1)).orElseThrow().severity());
    assertEquals(Severity.WARNING, cause.examine(run(0.7, 0.1)).orElseThrow().severity());
    assertEquals(Optional.empty(), cause.examine(run(0.1, 0.1)));
    assertEquals(Optional.empty(), cause.examine(SampleRuns.typical(3)));
  }

  @Test
  void theRecordNamesTheShare() {
    double[] shares = {
      new SoftmaxCrossEntropy().labelSmoothing(0.3).labelSmoothing(),
      new CategoricalCrossEntropy().labelSmoothing(0.3).labelSmoothing(),
      run(0.3, 1).labelSmoothing()
    };
    for (double share : shares) {
      assertEquals(0.3, share);
    }
    assertEquals(0, SampleRuns.typical(3).labelSmoothing());
  }
}
