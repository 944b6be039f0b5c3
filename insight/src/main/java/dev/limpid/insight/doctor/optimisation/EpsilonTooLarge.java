package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * Epsilon makes much of a divisor: of the optimizer's, so that weights are no longer stepped by
 * their own gradients but by gradient over epsilon; or of BatchNorm's, so that it no longer
 * normalises. Looked at after the first ten steps, in the median layer: late in a training, where
 * gradients vanish by themselves, it may grow.
 *
 * <p>The optimizer's is too large from 0.3 on, where it has shortened the step by as much; in
 * healthy runs it is below 0.03. BatchNorm's is from 0.5 on, for its scale can make up for some.
 */
final class EpsilonTooLarge implements Cause {
  private static final double OF_OPTIMIZER = 0.3;
  private static final double OF_BATCH_NORM = 0.5;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.start() == null) {
      return Optional.empty();
    }
    double optimizer = run.start().optimizerEpsilonShare();
    double norm = run.start().batchNormEpsilonShare();
    boolean ofOptimizer = optimizer > OF_OPTIMIZER;
    if (!ofOptimizer && !(norm > OF_BATCH_NORM)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.EPSILON_TOO_LARGE,
                Progress.of(run).remaining() > 0.2 ? Severity.PROBLEM : Severity.WARNING,
                "Epsilon is too large " + (ofOptimizer ? "for the gradients" : "for BatchNorm"),
                ofOptimizer
                    ? "The optimizer divides by the size of each weight's gradients plus epsilon, and"
                        + " epsilon is a large part of it: steps are short, and no longer suited to each"
                        + " weight."
                    : "BatchNorm divides by the root of variance plus epsilon, and epsilon is the"
                        + " larger part: outputs are not normalised.")
            .withEvidence(
                "epsilon's share of the divisor after ten steps",
                Figures.percent(ofOptimizer ? optimizer : norm),
                Section.HEALTH)
            .withOtherwise("Epsilon would be less than a hundredth of the divisor.")
            .withChange(
                ofOptimizer
                    ? new Change(Setting.ADAM_EPSILON, 1e-7, "Keras's default")
                    : new Change(Setting.BATCHNORM_EPSILON, 0.001, "Keras's default"))
            .withSource(
                "Choi et al., On Empirical Comparisons of Optimizers for Deep Learning, 2019,"
                    + " arXiv:1910.05446")
            .withConsequences(
                Names.LEARNING_RATE_TOO_LOW,
                Names.LOSS_NOT_DECREASING,
                Names.STOPPED_EARLY,
                Names.UNDERFITTING,
                Names.GRADIENT_NOISE,
                Names.MOMENTUM_TOO_HIGH,
                Names.VANISHING_GRADIENTS));
  }
}
