package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.progress.Steps;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** What is said of learning rates. */
final class LearningRates {
  private LearningRates() {}

  /**
   * A change of the learning rate by a factor; the present one is known from the settings or steps.
   */
  static Change times(RunRecord run, double factor, String why) {
    double rate = of(run);
    return Double.isNaN(rate)
        ? new Change(Setting.LEARNING_RATE, null, why)
        : new Change(Setting.LEARNING_RATE, oneDigit(factor * rate), why);
  }

  /** A number that one would type. */
  static double oneDigit(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.0e", value));
  }

  /**
   * The learning rate as it was set; where no setting says it, the highest that is known of a step,
   * for a warm-up begins far below; NaN if none is.
   */
  static double of(RunRecord run) {
    if (run.settings().get("learning-rate") instanceof Number number) {
      return number.doubleValue();
    }
    return DoubleStream.concat(
            Steps.of(run).probes().stream().mapToDouble(StepProbe::learningRate),
            run.epochs().stream().mapToDouble(EpochFigures::learningRate))
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }
}
