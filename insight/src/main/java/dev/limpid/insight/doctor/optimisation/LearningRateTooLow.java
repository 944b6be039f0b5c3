package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Change;
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
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.List;
import java.util.Optional;

/**
 * Steps are too short: in the median they go less than a twentieth of the way to the floor of their
 * own batch's valley, in the first steps as in all, much of what guessing loses is left, and the
 * loss was still on its way down in the second half of the epochs, or longer steps were tried and
 * it fell much further; where they go less than a hundredth of the way, a tenth is enough to be
 * left (of 239 healthy trainings of the development seeds no one's steps are so short with as much
 * left). Where only the later ones are short, the network has got stuck, which is another matter;
 * unless a schedule made them short ({@link RateDecayedTooSoon}), or something beside the rate
 * ({@link ShortenedSteps}).
 */
final class LearningRateTooLow implements SettingCause {
  private static final double SHORT = -0.95;
  private static final double AT_FIRST = -0.9;
  private static final double MUCH = 0.3;
  private static final double VERY_SHORT = -0.99;
  private static final double SOME = 0.1;
  private static final double HALF = 0.5;
  private static final double FALL = 0.05;

  private static final String[] CONSEQUENCES = {
    Names.LOSS_NOT_DECREASING,
    Names.STOPPED_EARLY,
    Names.UNDERFITTING,
    Names.NOISY_LABELS, // of a network that knows little, mistakes look like those
    Names.AVERAGING
  };

  @Override
  public Trial trial() {
    return Trial.HIGHER_RATE;
  }

  @Override
  public Optional<Suspicion> suspect(RunRecord run) {
    Progress progress = Progress.of(run);
    return RateDecayedTooSoon.of(run, progress).or(() -> shortSteps(run, progress));
  }

  private static Optional<Suspicion> shortSteps(RunRecord run, Progress progress) {
    Steps steps = Steps.of(run);
    if (progress.steps() < 50 || steps.count() == 0) {
      return Optional.empty();
    }
    double alpha = steps.median(StepProbe::alpha);
    if (!(progress.remaining() > (alpha < VERY_SHORT ? SOME : MUCH))) {
      return Optional.empty();
    }
    double first =
        run.start() == null ? alpha : new Steps(run.start().steps()).median(StepProbe::alpha);
    boolean falls =
        progress.learntNothing()
            || progress.lateFall() > FALL
            || Trials.support(run, Trial.HIGHER_RATE);
    boolean rising = progress.rateStillRises();
    boolean much = progress.remaining() > HALF;
    // a trial sees but its last steps
    boolean onlyWarmedUp = rising && much && Trials.best(run, Trial.HIGHER_RATE).isEmpty();
    boolean still = steps.share(step -> step.updateNorm() == 0) > 0.5;
    Optional<ShortenedSteps> shortened = ShortenedSteps.of(run, steps);
    boolean later = alpha < VERY_SHORT && shortened.isPresent(); // whatever the first ones were
    if (!still && !later && !(alpha < SHORT && first < AT_FIRST && falls)) {
      return Optional.empty();
    }
    if (shortened.isPresent()) {
      return Optional.of(
          new Suspicion(shortened(shortened.get(), progress, still ? -1 : alpha), Stands.ALWAYS));
    }
    return Optional.of(
        new Suspicion(
            Finding.of(
                    Names.LEARNING_RATE_TOO_LOW,
                    much && !onlyWarmedUp ? Severity.PROBLEM : Severity.WARNING,
                    "The learning rate is too low",
                    still
                        ? "Steps are so short that they don't change the weights."
                        : "In the median a step goes "
                            + Figures.percent(1 + alpha)
                            + " of the way to where the loss of its own batch would be lowest; the loss"
                            + " would fall faster with longer steps."
                            + (rising
                                ? " The rate was still rising when the training ended: its warm-up is"
                                    + " longer than that."
                                : ""))
                .withEvidence(
                    "median length of a step (-1: not at all, 0: to where the loss of its batch is"
                        + " lowest)",
                    still ? -1 : alpha,
                    Section.HEALTH)
                .withEvidence("steps that were probed", steps.count(), Section.HEALTH)
                .withEvidence(progress.share())
                .withOtherwise("A step would go a good part of that way.")
                .withChange(
                    rising
                        ? List.of(
                            Change.inCode(
                                "LearningRate.cosine", "a warm-up of a few steps in a hundred"))
                        : List.of())
                .withChange(
                    LearningRates.times(
                        run, Trials.rateFactor(run, Trial.HIGHER_RATE), "longer steps"))
                .withAlternative(Remedies.FOR_STEPS)
                .withSource("Schneider, Dangel and Hennig, Cockpit, 2021, arXiv:2102.06604")
                .withConsequences(CONSEQUENCES),
            onlyWarmedUp ? Stands.ALWAYS : Stands.WITH_A_SIGN));
  }

  /** It isn't the rate that makes them short, and a trial of it says nothing against that. */
  private static Finding shortened(ShortenedSteps why, Progress progress, double alpha) {
    return Finding.of(
            Names.LEARNING_RATE_TOO_LOW,
            progress.remaining() > HALF ? Severity.PROBLEM : Severity.WARNING,
            why.title(),
            why.text())
        .withEvidence(
            "median length of a step (-1: not at all, 0: to where the loss of its batch is"
                + " lowest)",
            alpha,
            Section.HEALTH)
        .withEvidence("median step, over learning rate and gradient", why.factor(), Section.HEALTH)
        .withEvidence(progress.share())
        .withOtherwise("A step would go a good part of that way.")
        .withChange(why.change())
        .withSource("Schneider, Dangel and Hennig, Cockpit, 2021, arXiv:2102.06604")
        .withConsequences(CONSEQUENCES);
  }
}
