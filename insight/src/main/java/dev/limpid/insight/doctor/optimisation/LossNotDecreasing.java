package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Figures;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * Training loss has not come below 95 % of what guessing loses, after at least 100 steps. A
 * symptom: what brings it about stands before it, if it was found.
 */
final class LossNotDecreasing implements Cause {
  private static final int ENOUGH = 100;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Progress progress = Progress.of(run);
    if (progress.steps() < ENOUGH || !progress.learntNothing()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
                "loss-not-decreasing",
                Severity.PROBLEM,
                "The network has learnt nothing",
                "After "
                    + progress.epochs()
                    + " epochs it loses as much on training images as one who guesses by how frequent"
                    + " the classes are.",
                Double.NaN,
                List.of(
                    new Evidence("training loss", Figures.number(progress.last()), "curves"),
                    new Evidence(
                        "loss of guessing", Figures.number(progress.guessing()), "curves")),
                "Training loss would be well below that of guessing.",
                List.of(LearningRates.times(run, 0.1, "smaller steps, or longer ones")),
                "Amazon SageMaker Debugger, rule LossNotDecreasing")
            .withConsequences("underfitting", "stopped-early", "small-validation-set"));
  }
}
