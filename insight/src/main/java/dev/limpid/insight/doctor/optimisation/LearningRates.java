package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.progress.Steps;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunRecord;
import java.util.Locale;

/** What is said of learning rates. */
final class LearningRates {
  private LearningRates() {}

  /**
   * A change of the learning rate by a factor; the present one is known from the settings or steps.
   */
  static Change times(RunRecord run, double factor, String why) {
    double rate = of(run);
    return Double.isNaN(rate)
        ? new Change("--learning-rate", null, why)
        : new Change("--learning-rate", String.format(Locale.ROOT, "%.1g", factor * rate), why);
  }

  /** The learning rate of the first steps that are known; NaN if none is. */
  static double of(RunRecord run) {
    if (run.settings().get("learning-rate") instanceof Number number) {
      return number.doubleValue();
    }
    return Steps.of(run).probes().stream()
        .mapToDouble(StepProbe::learningRate)
        .findFirst()
        .orElse(Double.NaN);
  }
}
