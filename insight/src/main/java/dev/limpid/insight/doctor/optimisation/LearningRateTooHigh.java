package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.progress.Steps;
import dev.limpid.insight.doctor.trial.SettingCause;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.doctor.trial.Trials;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Steps are too long: training ended with a loss that is no number, or more than half of the probed
 * steps left their own batch with a higher loss than before, which no step on a parabola does until
 * it is twice as long as to the valley's floor; or the first steps threw the loss up by more than
 * twice what guessing loses, or by half of what it loses and for good, or later ones so that an
 * epoch ended there, or they killed the units of a layer; or training loss ended half as high again
 * as it had been, with a quarter of what guessing loses left, or at what guessing loses though it
 * had been a tenth below. The loss must have suffered: more than a tenth of what guessing loses is
 * left, or a quarter in validation, where a schedule has brought training loss down at last.
 */
final class LearningRateTooHigh implements SettingCause {
  private static final double TENTH = 0.1;
  private static final double QUARTER = 0.25;
  private static final double HALF_AGAIN = 1.5;
  private static final double KNEW = 0.9;
  private static final double TWICE = 2;
  private static final double HALF = 0.5;
  private static final double DEAD = 0.9;

  /** Gradients of the layers of a healthy network, the largest over the smallest. */
  private static final double ALIKE = 20;

  @Override
  public Trial trial() {
    return Trial.LOWER_RATE;
  }

  @Override
  public Optional<Suspicion> suspect(RunRecord run) {
    Progress progress = Progress.of(run);
    Steps steps = Steps.of(run);
    double climbs = steps.share(LearningRateTooHigh::climbs);
    double thrown = Math.max(progress.firstRise(), progress.highest() / progress.guessing() - 1);
    boolean diverged = diverged(run);
    boolean overshoots = climbs > 0.5 && steps.count() >= 3 && progress.remaining() > TENTH;
    boolean suffered =
        progress.remaining() > TENTH
            || progress.epochs() > 0
                && progress.validation(progress.epochs() - 1) > QUARTER * progress.guessing();
    boolean forGood = progress.learntNothing() && risen(progress) > HALF;
    boolean thrownOff = (thrown > TWICE || forGood) && suffered;
    boolean killed = progress.remaining() > QUARTER && killed(run);
    boolean restless =
        progress.remaining() > QUARTER && progress.last() > HALF_AGAIN * progress.lowest()
            || progress.learntNothing() && progress.lowest() < KNEW * progress.guessing();
    if (!diverged && !overshoots && !thrownOff && !killed && !restless) {
      return Optional.empty();
    }
    List<Evidence> evidence = new ArrayList<>();
    if (diverged) {
      evidence.add(
          new Evidence(
              "epochs before the loss became no number", "" + progress.epochs(), Section.CURVES));
    }
    if (steps.count() > 0) {
      evidence.add(
          new Evidence(
              "probed steps that raised the loss of their own batch",
              Figures.percent(climbs) + " of " + steps.count(),
              Section.HEALTH));
      evidence.add(
          new Evidence(
              "median length of a step (0: to where the loss of its batch is lowest, 1: to where it"
                  + " is as high again)",
              Figures.number(steps.median(StepProbe::alpha)),
              Section.HEALTH));
    }
    if (killed) {
      evidence.add(
          new Evidence(
              "layers that were alive in the first step and are dead", "yes", Section.HEALTH));
    }
    if (restless) {
      evidence.add(
          new Evidence(
              "training loss, lowest of any epoch and in the last",
              Figures.number(progress.lowest()) + ", " + Figures.number(progress.last()),
              Section.CURVES));
    }
    if (thrownOff) {
      evidence.add(
          new Evidence(
              "rise of the loss above that of guessing, as a multiple of it",
              Figures.number(thrown),
              Section.CURVES));
    }
    if (progress.epochs() > 0) {
      evidence.add(progress.share());
    }
    return Optional.of(
        new Suspicion(
            Finding.of(
                    Names.LEARNING_RATE_TOO_HIGH,
                    diverged || progress.remaining() > 0.5 ? Severity.PROBLEM : Severity.WARNING,
                    diverged
                        ? "Training diverged: steps are too long"
                        : "The learning rate is too high",
                    diverged
                        ? "Each step overshot further, until the loss was no longer a number. "
                            + run.problem()
                        : killed
                            ? "Steps were so long that they killed the units of a layer, which learnt"
                                + " at first; the network can no longer learn."
                            : restless && !overshoots
                                ? "The network had learnt more already: steps are so long that they throw"
                                    + " training loss up again from one epoch to another."
                                : thrownOff && !overshoots
                                    ? "Steps were so long that they threw the loss far up; the network has"
                                        + " not recovered from it."
                                    : "Steps go past the valley and up on its other side: after its step"
                                        + " a batch has a higher loss than before.")
                .withEvidence(evidence)
                .withOtherwise("Most steps would lower the loss of their own batch.")
                .withChange(
                    LearningRates.times(
                        run, Trials.rateFactor(run, Trial.LOWER_RATE), "smaller steps"))
                .withAlternative(Remedies.FOR_STEPS)
                .withSource("Schneider, Dangel and Hennig, Cockpit, 2021, arXiv:2102.06604")
                .withConsequences(
                    Names.DEAD_UNITS,
                    Names.SATURATED_OUTPUTS,
                    Names.LOSS_NOT_DECREASING,
                    Names.UNDERFITTING,
                    Names.GRADIENT_NOISE,
                    Names.BATCHNORM_LAG,
                    Names.BATCH_DEPENDENCE,
                    Names.STOPPED_EARLY,
                    Names.EXPLODING_GRADIENTS,
                    Names.AVERAGING,
                    Names.NOISY_LABELS,
                    Names.OVERFITTING),
            progress.learntNothing() ? Stands.ALWAYS : Stands.UNLESS_CONTRADICTED));
  }

  /** How far an epoch's training loss was thrown above the first's, over what guessing loses. */
  private static double risen(Progress progress) {
    return progress.epochs() == 0
        ? 0
        : Math.max(
            progress.firstRise(),
            (progress.highest() - progress.training(0)) / progress.guessing());
  }

  static boolean climbs(StepProbe step) {
    return !(step.lossAfter() <= step.loss());
  }

  /**
   * Whether a layer is dead whose network had gradients alike in all layers at first, as healthy
   * ones have: units die by steps that are too long (Lu et al. 2019). Those that were dead from the
   * start let little through.
   */
  private static boolean killed(RunRecord run) {
    if (run.start() == null || run.health().isEmpty()) {
      return false;
    }
    double[] gradients =
        run.start().layers().stream()
            .filter(layer -> !Double.isNaN(layer.kernelDeviation()))
            .mapToDouble(LayerStart::gradientNorm)
            .sorted()
            .toArray();
    boolean alive = gradients.length > 0 && gradients[0] * ALIKE > gradients[gradients.length - 1];
    return alive
        && run.health().get(run.health().size() - 1).layers().stream()
            .anyMatch(layer -> layer.deadShare() > DEAD);
  }

  static boolean diverged(RunRecord run) {
    return run.state() == RunRecord.State.FAILED
        && run.problem() != null
        && run.problem().startsWith("the loss became");
  }
}
