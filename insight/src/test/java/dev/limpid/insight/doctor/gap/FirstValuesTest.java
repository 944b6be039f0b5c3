package dev.limpid.insight.doctor.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.RunRecord.LayerFigures;
import dev.limpid.insight.run.RunRecord.State;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Averages that have hardly moved, because the training took few steps. */
class FirstValuesTest {
  /** A step an epoch; in the last ones the averages cost what the weights have learnt. */
  private static RunRecord run(State state, double momentum) {
    GapRuns runs = new GapRuns().memory(10, 1);
    for (int epoch = 1; epoch <= 8; epoch++) {
      double lag = epoch < 5 ? 0.001 : 0.2 * (epoch - 4);
      runs.epoch(2.2 - 0.1 * epoch, 0.1, 0.01, lag, 0.01, 0.01);
    }
    LayerFigures layer =
        new LayerFigures("batchnorm_1", "BatchNorm", Map.of("momentum", momentum), List.of(8), 32);
    return RunCopy.of(runs.run())
        .layers(List.of(layer))
        .stepsPerEpoch(1)
        .settings(Map.of())
        .state(state)
        .record();
  }

  private static List<Finding> lag(RunRecord run) {
    return new Doctor()
        .diagnose(run).stream().filter(finding -> finding.name().equals("batchnorm-lag")).toList();
  }

  @Test
  void lagIsToldWhereTheTrainingEndedAfterAFewStepsWithWhatIsLeftOfTheFirstValues() {
    Finding found = lag(run(State.FINISHED, 0.9)).get(0);
    assertEquals(Severity.PROBLEM, found.severity());
    assertTrue(
        found.text().contains("After 8 steps 43 % of an average is still the value that it began"),
        found.text());
    assertEquals(
        List.of("--recalibrate", "--batchnorm-average debiased"),
        found.changes().stream().map(change -> change.option()).toList());
  }

  @Test
  void itWaitsWhileStepsAreToComeThatMayEndIt() {
    assertEquals(List.of(), lag(run(State.RUNNING, 0.9)));
  }

  @Test
  void averagesThatHaveForgottenTheirFirstValuesDoNotSayThatTheyHaveNot() {
    Finding found = lag(run(State.FINISHED, 0.5)).get(0);
    assertTrue(!found.text().contains("began with"), found.text());
  }
}
