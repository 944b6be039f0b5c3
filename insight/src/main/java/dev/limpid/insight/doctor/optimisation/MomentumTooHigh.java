package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.OptimizerWords;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.progress.Steps;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Momentum carries updates on, whatever the gradient says by now: an update is nearly the one
 * before (cosine above 0.97), and has little to do with the gradient of its batch (cosine with
 * steepest descent below 0.3), and training loss has stayed high or the loss ended as no number.
 *
 * <p>Where gradients are mostly noise, momentum beta makes consecutive updates have a cosine of
 * beta, and the cosine with the present gradient is {@code sqrt(1 - beta^2)}: 0.9 and 0.44 for the
 * usual 0.9, 0.99 and 0.14 for 0.99. Without momentum, steps that go straight on do so along the
 * gradient. Where the optimizer itself says that its momentum is above 0.97, a cosine above 0.9 is
 * enough, for a training that is thrown about has no gradients that are mostly noise; and a
 * validation loss that has stayed high, for a schedule may have brought training loss down at last.
 *
 * <p>Where the optimizer says that its momentum is the usual or less, updates that go on do so for
 * another reason, such as gradients that have become small beside what it remembers of them.
 *
 * <p>Where the network knows most batches, while a few lose much, as batches of one image do, most
 * gradients are too small to turn an update, and the cosines say nothing about momentum.
 *
 * <p>Momentum shows after as many steps as it remembers, later than a trial ends.
 */
final class MomentumTooHigh implements SettingCause {
  private static final double PERSISTENT = 0.97;

  /** Where the optimizer says that its momentum is above the usual, as much of it is enough. */
  private static final double PERSISTENT_AS_SAID = 0.9;

  private static final double SAID = 0.97;

  /** Of SGD and Adam, in Keras and PyTorch 0.9; some networks are trained with 0.95. */
  private static final double USUAL = 0.95;

  private static final double LITTLE = 0.3;
  private static final double HIGH = 0.05;
  private static final double MUCH = 0.25;

  /** A batch that loses less than this share of what guessing loses is known. */
  private static final double KNOWN = 0.1;

  /**
   * A step that goes less than a hundredth of the way: momentum makes steps long, so this one is
   * short for another reason, and goes on as it went because the gradient does.
   */
  private static final double STILL = -0.99;

  @Override
  public Trial trial() {
    return Trial.USUAL_MOMENTUM;
  }

  @Override
  public Optional<Suspicion> suspect(RunRecord run) {
    Progress progress = Progress.of(run);
    Steps steps = Steps.of(run);
    double persistence = steps.median(StepProbe::persistence);
    double descent = steps.median(StepProbe::descent);
    boolean moves = !(steps.median(StepProbe::alpha) < STILL);
    boolean said = OptimizerWords.momentum(run).orElse(0) > SAID;
    boolean lost =
        said
            && progress.epochs() > 0
            && progress.validation(progress.epochs() - 1) > MUCH * progress.guessing();
    boolean diverged = LearningRateTooHigh.diverged(run);
    boolean high = progress.remaining() > HIGH || lost || diverged;
    boolean turns =
        said && diverged
            || !(progress.above(steps.median(StepProbe::loss)) < KNOWN * progress.guessing());
    boolean usual = OptimizerWords.momentum(run).orElse(1) <= USUAL;
    double goesOn = said ? PERSISTENT_AS_SAID : PERSISTENT;
    if (usual || !high || !moves || !turns || !(persistence > goesOn) || !(descent < LITTLE)) {
      return Optional.empty();
    }
    return Optional.of(
        new Suspicion(
            Finding.of(
                    Names.MOMENTUM_TOO_HIGH,
                    progress.remaining() > 0.5 || diverged ? Severity.PROBLEM : Severity.WARNING,
                    "Momentum is too high",
                    "Updates go on as they went, over "
                        + memory(persistence)
                        + " steps, and hardly follow the gradient: with a learning rate r and momentum"
                        + " m the way is as long as with r / (1 - m), and turns late.")
                .withEvidence(
                    "cosine of an update and the next, median",
                    String.format(Locale.ROOT, "%.3f", persistence),
                    Section.HEALTH)
                .withEvidence(
                    "cosine of an update and steepest descent, median", descent, Section.HEALTH)
                .withEvidence(
                    "probed steps that went uphill",
                    Figures.percent(steps.share(step -> step.slope() > 0)),
                    Section.HEALTH)
                .withOtherwise(
                    "Updates would follow the gradient: with momentum 0.9 the cosines are about 0.9 and"
                        + " 0.4.")
                .withChange(usual(run))
                .withAlternative(Remedies.FOR_STEPS)
                .withSource(
                    "Sutskever et al., On the Importance of Initialization and Momentum in Deep"
                        + " Learning, 2013")
                .withConsequences(
                    Names.LEARNING_RATE_TOO_HIGH,
                    Names.LEARNING_RATE_TOO_LOW,
                    Names.DEAD_UNITS,
                    Names.LOSS_NOT_DECREASING,
                    Names.SATURATED_OUTPUTS,
                    Names.EXPLODING_GRADIENTS,
                    Names.STOPPED_EARLY,
                    Names.AVERAGING,
                    Names.UNDERFITTING,
                    Names.OVERFITTING,
                    Names.BATCHNORM_LAG,
                    Names.GRADIENT_NOISE),
            Stands.ALWAYS));
  }

  /** Of the optimizer that there is; of both kinds where it is not known. */
  private static List<Change> usual(RunRecord run) {
    Change ofSgd = new Change(Setting.MOMENTUM, 0.9, "of SGD; memory of ten steps");
    Change ofAdam = new Change(Setting.BETA1, 0.9, "of Adam; memory of ten steps");
    String optimizer = run.start() == null ? null : run.start().optimizer();
    if (optimizer == null) {
      return List.of(ofSgd, ofAdam);
    }
    return List.of(optimizer.startsWith("Adam") ? ofAdam : ofSgd);
  }

  /** How many steps; from a thousand on nobody can tell by a cosine. */
  private static String memory(double persistence) {
    return persistence > 0.999
        ? "more than 1,000"
        : "about " + Figures.whole(1 / (1 - persistence));
  }
}
