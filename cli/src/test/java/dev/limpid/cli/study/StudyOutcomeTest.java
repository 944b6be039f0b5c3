package dev.limpid.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.cli.study.Story.LagChange;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.Runs;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from a run, on runs whose numbers are known. */
class StudyOutcomeTest {
  @TempDir Path folder;

  /** A run with these losses in each epoch: running, validation without lag, lag. */
  private StudyOutcome outcome(double[]... epochs) throws IOException {
    List<Object> figures = new ArrayList<>();
    List<Object> gaps = new ArrayList<>();
    for (int i = 0; i < epochs.length; i++) {
      double running = epochs[i][0];
      double population = epochs[i][1];
      double lag = epochs[i][2];
      double validation = population + lag;
      figures.add(
          Map.of(
              "epoch",
              i + 1L,
              "loss",
              running,
              "validation_loss",
              validation,
              "validation_accuracy",
              0.25));
      Map<String, Object> loss =
          Map.of(
              "running",
              running,
              "validation",
              validation,
              "terms",
              List.of(term("generalisation", population - running), term("lag", lag)));
      gaps.add(
          Map.of(
              "epoch",
              i + 1L,
              "loss",
              loss,
              "loss_levels",
              Map.of(
                  "validation_population", estimate(population),
                  "validation_moving", estimate(validation))));
    }
    Map<String, Object> run =
        Map.of(
            "format",
            "limpid-run",
            "version",
            1L,
            "state",
            "finished",
            "plan",
            Map.of("epochs", (long) epochs.length),
            "machine",
            Map.of(),
            "data",
            Map.of(),
            "epochs",
            figures,
            "gaps",
            gaps);
    Files.writeString(folder.resolve(Runs.FILE), Json.write(run));
    RunRecord read = Runs.read(folder);
    return StudyOutcome.of(read);
  }

  private static Map<String, Object> term(String name, double value) {
    return Map.of("term", name, "estimate", estimate(value));
  }

  private static Map<String, Object> estimate(double value) {
    return Map.of("value", value, "standard_error", 0.01, "degrees_of_freedom", 30.0);
  }

  @Test
  void aLagThatEndsAndOverfittingThatBegins() throws IOException {
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
  void aRunInStep() throws IOException {
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
  void aRiseByLessThanATenthIsNoOverfitting() throws IOException {
    double[] lowest = {0.5, 0.50, 0.0};
    assertEquals(0, outcome(lowest, new double[] {0.1, 0.54, 0.0}).overfitsFrom());
    assertEquals(1, outcome(lowest, new double[] {0.1, 0.57, 0.0}).overfitsFrom());
  }

  @Test
  void oneBadEpochAtTheEndIsNoOverfitting() throws IOException {
    double[] good = {0.5, 0.5, 0.0};
    double[] bad = {0.5, 0.9, 0.0};
    assertEquals(0, outcome(bad, bad, bad, bad, bad, good, good, bad).overfitsFrom());
    assertEquals(6, outcome(bad, bad, bad, bad, bad, good, bad, bad).overfitsFrom());
  }

  @Test
  void whatBecameOfTheLag() throws IOException {
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
