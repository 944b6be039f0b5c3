package dev.limpid.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.cli.study.Story.LagChange;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read from a run, on runs whose numbers are known. */
class StudyOutcomeTest {
  /** A run with these losses in each epoch: running, validation without lag, lag. */
  private static StudyOutcome outcome(double[]... epochs) {
    List<EpochFigures> figures = new ArrayList<>();
    List<EpochGap> gaps = new ArrayList<>();
    for (int i = 0; i < epochs.length; i++) {
      double running = epochs[i][0];
      double population = epochs[i][1];
      double lag = epochs[i][2];
      double validation = population + lag;
      figures.add(
          new EpochFigures(
              i + 1, running, Double.NaN, Double.NaN, validation, 0.25, Double.NaN, 0.1, 1, 1));
      Decomposition loss =
          new Decomposition(
              running,
              validation,
              List.of(
                  new Contribution(Term.GENERALISATION, estimate(population - running)),
                  new Contribution(Term.LAG, estimate(lag))));
      Levels levels =
          new Levels(null, null, null, null, estimate(population), estimate(validation));
      gaps.add(
          new EpochGap(
              i + 1, loss, loss, levels, levels, null, null, null, List.of(), 64, 64, 0.1));
    }
    return StudyOutcome.of(
        new RunRecord(
            RunRecord.State.FINISHED,
            null,
            new RunRecord.PlanFigures(epochs.length, 8, 1, true, 1),
            Map.of(),
            new RunRecord.Machine("", "", "", "", 1, 1, 1, "", ""),
            new RunRecord.Data(List.of(1, 1, 1), List.of("a"), new int[] {8}, new int[] {8}),
            List.of(),
            figures,
            gaps,
            List.of(),
            null,
            0,
            new double[0],
            null,
            null,
            List.of(),
            null));
  }

  private static Estimate estimate(double value) {
    return new Estimate(value, 0.01, 30);
  }

  @Test
  void aLagThatEndsAndOverfittingThatBegins() {
    StudyOutcome outcome =
        outcome(
            new double[] {3.0, 2.9, 0.6},
            new double[] {1.0, 1.1, 4.0},
            new double[] {0.5, 0.5, 0.04},
            new double[] {0.3, 0.6, 0.0},
            new double[] {0.1, 0.7, 0.0});
    assertEquals(2, outcome.lagEpochs());
    assertEquals(2, outcome.lagUntil());
    assertEquals(4.0, outcome.largestLag());
    assertEquals(2, outcome.worst().epoch());
    assertEquals(1, outcome.inStep(), "epoch 3 alone: 0.54 <= 0.55");
    assertEquals(0, outcome.inStepFrom());
    assertEquals(Term.LAG, outcome.keptOut());
    assertEquals(3, outcome.best().epoch());
    assertEquals(3, outcome.overfitsFrom());
    double all = 0.1 + 0.6 + 0.1 + 4 + 0.04 + 0.3 + 0.6;
    assertEquals(4.64 / all, outcome.share(Term.LAG), 1e-12);
  }

  @Test
  void aRunInStep() {
    StudyOutcome outcome =
        outcome(
            new double[] {3.0, 3.4, 0.0},
            new double[] {1.0, 0.9, 0.0},
            new double[] {0.5, 0.52, 0.0});
    assertEquals(2, outcome.inStep());
    assertEquals(2, outcome.inStepFrom());
    assertEquals(Term.GENERALISATION, outcome.keptOut());
    assertEquals(0, outcome.lagEpochs());
    assertEquals(0, outcome.overfitsFrom());
  }

  @Test
  void aRiseByLessThanATenthIsNoOverfitting() {
    double[] lowest = {0.5, 0.50, 0.0};
    assertEquals(0, outcome(lowest, new double[] {0.1, 0.54, 0.0}).overfitsFrom());
    assertEquals(1, outcome(lowest, new double[] {0.1, 0.57, 0.0}).overfitsFrom());
  }

  @Test
  void oneBadEpochAtTheEndIsNoOverfitting() {
    double[] good = {0.5, 0.5, 0.0};
    double[] bad = {0.5, 0.9, 0.0};
    assertEquals(0, outcome(bad, bad, bad, bad, bad, good, good, bad).overfitsFrom());
    assertEquals(6, outcome(bad, bad, bad, bad, bad, good, bad, bad).overfitsFrom());
  }

  @Test
  void whatBecameOfTheLag() {
    double[] none = {1.0, 1.0, 0.0};
    double[] small = {1.0, 1.0, 0.3};
    double[] large = {1.0, 1.0, 3.0};
    StudyOutcome base = outcome(large, large, none);
    assertEquals(LagChange.GONE, Story.change(outcome(none, none, none), base));
    assertEquals(LagChange.SHORTER, Story.change(outcome(large, none, none), base));
    assertEquals(LagChange.SMALLER, Story.change(outcome(small, small, none), base));
    assertEquals(LagChange.SAME, Story.change(outcome(none, large, large), base));
    assertEquals(LagChange.LONGER, Story.change(outcome(large, large, large), base));
    assertEquals(LagChange.NONE, Story.change(outcome(none, none), outcome(none, none)));
  }
}
