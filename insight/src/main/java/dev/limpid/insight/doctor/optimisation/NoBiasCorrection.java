package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Figures;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.health.StartHealth;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Adam's first step moves weights by more than twice the learning rate. With bias correction it is
 * the learning rate itself, whatever the gradient; without, it is {@code (1 - beta1) / sqrt(1 -
 * beta2)} times as long, 3.2 times with the usual 0.9 and 0.999, and the next steps are longer yet.
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
        || !(start.firstUpdates()[0] > TWICE)) {
      return Optional.empty();
    }
    double longest = Arrays.stream(start.firstUpdates()).filter(x -> x > 0).max().orElseThrow();
    return Optional.of(
        new Finding(
                "no-bias-correction",
                Severity.WARNING,
                "Adam's moments are not corrected for their start",
                "Its averages begin at 0 and must be divided by what they have seen so far. They"
                    + " aren't: the first steps are up to "
                    + Figures.number(longest)
                    + " times as long as the learning rate says.",
                Double.NaN,
                List.of(
                    new Evidence(
                        "median update of the first step, in learning rates",
                        Figures.number(start.firstUpdates()[0]),
                        "health"),
                    new Evidence(
                        "largest of the first " + start.firstUpdates().length + " steps",
                        Figures.number(longest),
                        "health")),
                "The first step would move each weight by the learning rate.",
                List.of(new Change("--bias-correction", null, "as in the paper")),
                "Kingma and Ba, Adam, 2015, arXiv:1412.6980, section 3")
            .withConsequences(
                "learning-rate-too-high",
                "dead-units",
                "saturated-outputs",
                "loss-not-decreasing",
                "momentum-too-high",
                "underfitting",
                "batchnorm-lag",
                "overfitting",
                "stopped-early",
                "gradient-noise"));
  }
}
