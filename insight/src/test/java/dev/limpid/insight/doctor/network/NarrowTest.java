package dev.limpid.insight.doctor.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.DataChecks;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.insight.trial.TriedLosses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From where on a narrow layer is why a network does no better. */
class NarrowTest {
  /**
   * Of 30 classes, guessing of which loses 3.40; a wide layer holds the labels.
   *
   * @param units feature maps of the first of two layers
   */
  private static Optional<Finding> examine(int units, double... losses) {
    return examine(units, Double.NaN, losses);
  }

  /**
   * The same.
   *
   * @param linear share of validation images that a linear classifier is right about
   */
  private static Optional<Finding> examine(int units, double linear, double[] losses) {
    return new Underfitting().examine(run(units, linear, losses));
  }

  private static RunRecord run(int units, double linear, double[] losses) {
    StartHealth start = SampleRuns.typical(1).start();
    return RunCopy.of(SampleRuns.typical(losses.length))
        .losses(losses, losses)
        .layers(List.of(layer("narrow", units), layer("wide", 30)))
        .health(List.of())
        .start(SampleRuns.withLayers(start, List.of(first("narrow"), first("wide"))))
        .checks(Double.isNaN(linear) ? null : knowing(linear))
        .epochChecks(List.of())
        .record();
  }

  private static DataChecks knowing(double share) {
    Agreement across = new Agreement((int) (1000 * share), 1000, 0.03);
    LabelChecks labels =
        new LabelChecks(
            0,
            List.of(),
            List.of(),
            List.of(across),
            List.of(),
            Agreement.NONE,
            across,
            List.of(),
            List.of(),
            List.of());
    return new DataChecks(30, null, null, null, labels, null, null, 1);
  }

  /** A loss of 0.6 is an accuracy of 55 % here, and 0.18 of what guessing loses. */
  @ParameterizedTest
  @CsvSource({
    "4, 0.95, 0.62, true",
    "4, 0.55, 0.62, false", // knows no more
    "5, 0.95, 0.62, false", // others do as well with as many
    "4, 0.95, 0.9, false" // goes on
  })
  void whatALinearClassifierKnowsANetworkOfFourUnitsMustKnow(
      int units, double linear, double before, boolean expected) {
    double[] losses = {2, before, (before + 0.6) / 2, 0.6};
    assertEquals(expected, examine(units, linear, losses).isPresent());
  }

  /** Where it learns more with another rate, the rate is why. */
  @ParameterizedTest
  @CsvSource({"60, 0.2, NOTE", "60, 1.6, WARNING", "2, 0.2, WARNING"})
  void aNetworkThatLearnsMoreWithAnotherRateIsNotTooSmallUnlessALayerIsNarrow(
      int units, double changed, Severity expected) {
    TriedLosses losses = new TriedLosses(1.62, 1.6, changed, new Estimate(changed - 1.6, 0.01, 99));
    TrialOutcome tried = new TrialOutcome(Trial.HIGHER_RATE, 2, 2, 6, 100, losses, losses);
    double[] stands = {2, 1.63, 1.62, 1.6};
    RunRecord run =
        RunCopy.of(run(units, Double.NaN, stands))
            .layers(List.of(layer("narrow", units, 5_000), layer("wide", 30, 5_000)))
            .trials(List.of(tried))
            .record();
    Finding small = new Underfitting().examine(run).orElseThrow();
    assertEquals(expected, small.severity(), small.toString());
    assertEquals(expected == Severity.NOTE, small.changes().isEmpty());
  }

  /** Of 30 classes: no image can lose less than 1.59 with scores from -1 to 1. */
  @ParameterizedTest
  @CsvSource({"Tanh, 1.7, true", "Tanh, 2.1, false", "ReLU, 1.7, false"})
  void scoresThatABoundKeepsTogetherCanTellNoMore(String type, double last, boolean expected) {
    RunRecord.LayerFigures bound =
        new RunRecord.LayerFigures("bound", type, Map.of(), List.of(30), 0);
    double[] losses = {2.5, last + 0.4, last + 0.1, last};
    RunRecord run =
        RunCopy.of(SampleRuns.typical(4))
            .losses(losses, losses)
            .layers(List.of(layer("wide", 30), bound))
            .record();
    Optional<Finding> found =
        new Underfitting().examine(run).filter(f -> f.title().startsWith("bound keeps the scores"));
    assertEquals(expected, found.isPresent());
    found.ifPresent(
        f -> assertTrue(f.text().contains("no image can lose less than 1.59"), f.text()));
  }

  private static RunRecord.LayerFigures layer(String name, int units) {
    return layer(name, units, 10_000);
  }

  private static RunRecord.LayerFigures layer(String name, int units, int weights) {
    return new RunRecord.LayerFigures(name, "Conv2D", Map.of(), List.of(9, 9, units), weights);
  }

  private static LayerStart first(String name) {
    return new LayerStart(name, "Conv2D", 0.1, 0.1, 0.1, false, 0.4, 1);
  }

  /** A share of 0.15 of what guessing loses is 0.51. */
  @ParameterizedTest
  @CsvSource({
    "2, 0.65, 0.6, true",
    "3, 0.65, 0.6, false", // others do as well with as many
    "2, 0.75, 0.6, false", // goes on
    "2, 0.51, 0.5, false" // little is left
  })
  void behindOneUnitOrTwoHalfAsMuchIsEnoughToBeLeft(
      int units, double before, double last, boolean expected) {
    Optional<Finding> found = examine(units, 2, before, (before + last) / 2, last);
    assertEquals(expected, found.isPresent());
    assertTrue(
        found.isEmpty() || found.get().consequences().contains(Names.NOISY_LABELS),
        "what images lose on the way looks like wrong labels");
  }

  /** A share of 0.3 is 1.02. */
  @ParameterizedTest
  @CsvSource({
    "4, 1.25, 1.2, WARNING",
    "5, 1.25, 1.2, NOTE", // stands still, for whatever reason
    "4, 1.5, 1.2, ",
    "2, 1.5, 1.2, WARNING",
    "4, 1.02, 1.0, "
  })
  void fourUnitsAreTooFewWhereTrainingStandsStillFarAboveZero(
      int units, double before, double last, Severity expected) {
    Optional<Finding> found = examine(units, 2, before, (before + last) / 2, last);
    assertEquals(Optional.ofNullable(expected), found.map(Finding::severity));
    boolean wider =
        found.isPresent()
            && found.get().changes().stream().anyMatch(c -> c.option().startsWith("--width"));
    assertEquals(expected == Severity.WARNING, wider, "only where there is no room for more");
  }
}
