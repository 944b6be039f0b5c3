package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Optional;

/**
 * Adam's first step moves weights by more than twice the learning rate. With bias correction it is
 * the learning rate itself, whatever the gradient; without, it is {@code (1 - beta1) / sqrt(1 -
 * beta2)} times as long, 3.2 times with the usual 0.9 and 0.999, and the next steps are longer yet.
 * Weights that were seen to change by something else than the optimizer's formula say nothing of
 * it.
 */
final class NoBiasCorrection implements Cause {
  private static final double TWICE = 2;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    StartHealth start = run.start();
    if (start == null
        || start.optimizer() == null
        || !start.optimizer().startsWith("Adam")
        || start.firstUpdates().length == 0
        || !(start.firstUpdates()[0] > TWICE)
        || start.breaches().stream().anyMatch(NoBiasCorrection::movesOtherwise)) {
      return Optional.empty();
    }
    double longest = Arrays.stream(start.firstUpdates()).filter(x -> x > 0).max().orElseThrow();
    return Optional.of(
        Finding.of(
                Names.NO_BIAS_CORRECTION,
                Severity.WARNING,
                "Adam's moments are not corrected for their start",
                "Its averages begin at 0 and must be divided by what they have seen so far. They"
                    + " aren't: the first steps are up to "
                    + Figures.number(longest)
                    + " times as long as the learning rate says.")
            .withEvidence(
                "median update of the first step, in learning rates",
                start.firstUpdates()[0],
                Section.HEALTH)
            .withEvidence(
                "largest of the first " + start.firstUpdates().length + " steps",
                longest,
                Section.HEALTH)
            .withOtherwise("The first step would move each weight by the learning rate.")
            .withChange(Setting.BIAS_CORRECTION, null, "as in the paper")
            .withSource("Kingma and Ba, Adam, 2015, arXiv:1412.6980, section 3")
            .withConsequences(
                Names.LEARNING_RATE_TOO_HIGH,
                Names.DEAD_UNITS,
                Names.SATURATED_OUTPUTS,
                Names.LOSS_NOT_DECREASING,
                Names.MOMENTUM_TOO_HIGH,
                Names.UNDERFITTING,
                Names.BATCHNORM_LAG,
                Names.OVERFITTING,
                Names.STOPPED_EARLY,
                Names.GRADIENT_NOISE));
  }

  /** Whether a step is as long as that because something else than the optimizer made it so. */
  private static boolean movesOtherwise(Breach breach) {
    return breach.rule() == Rule.OFF_FORMULA || breach.rule() == Rule.MOVES_OUTSIDE;
  }
}
