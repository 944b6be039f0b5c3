package dev.limpid.insight.doctor.optimisation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that findings propose, beside those that a run has. */
class ProposedRatesTest {
  private static RunRecord warmedUp(Map<String, Object> settings) {
    RunRecord run = StepRuns.of(3, 2.9, 2.8, 2.7).rates(2e-5, 4e-5, 6e-5, 8e-5).run();
    return RunCopy.of(run).health(List.of()).start(null).settings(settings).record();
  }

  /** The rate of the first step is next to nothing. */
  @Test
  void afterAWarmUpTheRateIsTheHighestOrWhatWasSet() {
    assertEquals(8e-5, LearningRates.of(warmedUp(Map.of())));
    assertEquals(0.002, LearningRates.of(warmedUp(Map.of("learning-rate", 0.002))));
    assertEquals(
        "--learning-rate 0.0008 (longer steps)",
        LearningRates.times(warmedUp(Map.of()), 10, "longer steps").toString());
  }

  @Test
  void aWarmUpThatIsLongerThanTheTrainingIsTold() {
    Finding rising =
        new LearningRateTooLow()
            .examine(
                StepRuns.of(3, 2.9, 2.8, 2.7)
                    .rates(2e-5, 4e-5, 6e-5, 8e-5)
                    .steps(-0.995, 0.5)
                    .run())
            .orElseThrow();
    assertTrue(rising.text().contains("still rising when the training ended"), rising.text());
    assertEquals("LearningRate.cosine", rising.changes().get(0).option());
    Finding constant =
        new LearningRateTooLow()
            .examine(StepRuns.of(3, 2.9, 2.8, 2.7).steps(-0.995, 0.5).run())
            .orElseThrow();
    assertTrue(!constant.text().contains("rising"), constant.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "l1 | 0.02 | --l1 0.0002 (a hundredth of it)",
        "l2 | 0.3 | --l2 0.003 (a hundredth of it)",
        "seed | 1 | Trainer.penalty: 0, 0 (no L1 and no L2, to see what they do)"
      })
  void aPenaltyIsWeakenedWhereItWasSet(String setting, double value, String expected) {
    RunRecord run =
        StepRuns.of(3, 2, 2, 2)
            .optimizer("Sgd(constant 0.1)")
            .lastLayer(0.2)
            .tried(Trial.NO_WEIGHT_DECAY, 1.9, 1)
            .run();
    Finding found =
        new WeightDecayTooStrong()
            .examine(RunCopy.of(run).settings(Map.of(setting, value)).record())
            .orElseThrow();
    assertEquals(expected, found.changes().get(0).toString());
  }

  private static RunRecord learntNothing(Trial trial) {
    return StepRuns.of(3.4, 3.4, 3.4, 3.4).tried(trial, 2, 1).run();
  }

  @Test
  void aNetworkThatLearntNothingGetsTheStepsThatATrialSupports() {
    Finding longer =
        new LossNotDecreasing().examine(learntNothing(Trial.HIGHER_RATE)).orElseThrow();
    assertTrue(longer.changes().get(0).toString().contains("(longer steps)"), longer.toString());
    Finding shorter =
        new LossNotDecreasing().examine(learntNothing(Trial.LOWER_RATE)).orElseThrow();
    assertTrue(shorter.changes().get(0).toString().contains("(smaller steps)"), shorter.toString());
  }

  /** The cause stands before what comes of it. */
  @Test
  void augmentationThatATrialBlamesStandsBeforeThatNothingIsLearnt() {
    List<String> names =
        new Doctor()
            .diagnose(learntNothing(Trial.NO_AUGMENTATION)).stream().map(Finding::name).toList();
    assertTrue(names.contains("loss-not-decreasing"), names.toString());
    assertTrue(
        names.contains("augmentation")
            && names.indexOf("augmentation") < names.indexOf("loss-not-decreasing"),
        names.toString());
  }

  /** Its units are dead, and no rate brings them back. */
  @Test
  void noRateSaysAnythingAgainstARateThatLeftANetworkThatLearnsNothing() {
    for (double last : new double[] {3.4, 2}) {
      RunRecord run =
          StepRuns.of(3.4, last, last, last)
              .layer(1, 1, 1)
              .tried(Trial.LOWER_RATE, 2, 1.9999)
              .run();
      assertTrue(new LearningRateTooHigh().suspect(run).isPresent(), "loss " + last);
      assertEquals(last == 3.4, new LearningRateTooHigh().examine(run).isPresent(), "loss " + last);
    }
  }

  /** Six steps with ten times a rate that is next to nothing change little. */
  @Test
  void aWarmUpThatNeverEndedStaysAWarningWhereATrialSaysNothing() {
    StepRuns rising =
        StepRuns.of(3.3, 3.2, 3.1, 3)
            .rates(2e-5, 4e-5, 6e-5, 8e-5)
            .steps(-0.995, 0.5)
            .tried(Trial.HIGHER_RATE, 1.98, 1.97);
    RunRecord run = rising.run();
    Finding found = new LearningRateTooLow().examine(run).orElseThrow();
    assertEquals(Severity.WARNING, found.severity());
    RunRecord constant = rising.rates(8e-5, 8e-5, 8e-5, 8e-5).run();
    assertTrue(new LearningRateTooLow().suspect(constant).isPresent());
    assertTrue(
        new LearningRateTooLow()
            .examine(constant)
            .filter(f -> f.severity() != Severity.NOTE)
            .isEmpty());
  }
}
