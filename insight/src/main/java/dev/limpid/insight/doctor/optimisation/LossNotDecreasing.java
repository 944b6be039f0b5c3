package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.progress.Steps;
import dev.limpid.insight.doctor.trial.Trials;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.List;
import java.util.Optional;

/**
 * Training loss has not come below 95 % of what guessing loses, after at least 100 steps. A
 * symptom: what brings it about stands before it, if it was found.
 */
final class LossNotDecreasing implements Cause {
  private static final int ENOUGH = 100;

  /** Of the way to where the loss of a step's own batch is lowest, less than a tenth. */
  private static final double SHORT = -0.9;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Progress progress = Progress.of(run);
    if (progress.steps() < ENOUGH || !progress.learntNothing()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.LOSS_NOT_DECREASING,
                Severity.PROBLEM,
                "The network has learnt nothing",
                "After "
                    + progress.epochs()
                    + " epochs it loses as much on training images as one who guesses by how"
                    + " frequent the classes are.")
            .withEvidence(progress.ofTraining())
            .withEvidence(progress.ofGuessing())
            .withOtherwise("Training loss would be well below that of guessing.")
            .withChange(otherSteps(run))
            .withAlternative(Remedies.FOR_STEPS)
            .withSource("Amazon SageMaker Debugger, rule LossNotDecreasing")
            .withConsequences(Names.UNDERFITTING, Names.STOPPED_EARLY, Names.SMALL_VALIDATION_SET));
  }

  /** What a trial says, or else smaller steps; not where they are next to nothing already. */
  private static List<Change> otherSteps(RunRecord run) {
    if (Trials.support(run, Trial.HIGHER_RATE)) {
      return List.of(
          LearningRates.times(run, Trials.rateFactor(run, Trial.HIGHER_RATE), "longer steps"));
    }
    Steps steps = Steps.of(run);
    return steps.count() > 0 && steps.median(StepProbe::alpha) < SHORT
        ? List.of()
        : List.of(
            LearningRates.times(run, Trials.rateFactor(run, Trial.LOWER_RATE), "smaller steps"));
  }
}
