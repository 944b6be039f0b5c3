package dev.limpid.insight.doctor.trial;

import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.insight.trial.TriedLosses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Findings that blame a setting rest on a trial of another one: with the change the loss must come
 * out lower after the same steps. What a trial supports keeps its severity, with the trial's
 * figures as evidence; of the rest each {@linkplain Suspicion says itself} whether it stands, or
 * else what all trials contradict is dropped, and what was not tried, or not clearly, is a note,
 * which proposes nothing.
 *
 * <p>A change supports a finding where the loss is lower with it, sure to 95 %, by a hundredth of
 * what guessing loses at least, and it fell by half as much again as without; the learning rate is
 * too low where it fell three times as much with ten times the rate, or twice as much with three
 * times, as a loss does that is approached by steps along a slope, and not by steps of about the
 * right length.
 *
 * <p>A change of training alone, such as no dropout, makes training easier by itself: that the loss
 * is lower with it, not for sure, is a sign, and that it is not says nothing against. That even ten
 * times the rate moves nothing is a sign that it is too low.
 *
 * <p>A loss that became no number leaves nothing that could be tried: what blames a setting of such
 * a training stands.
 *
 * <p>A change that no trial supports is not proposed, but named among what may be tried, where
 * another finding brings this one about: that one is to be mended first.
 */
public final class Trials {
  /** Of what guessing loses. */
  private static final double LEAST = 0.01;

  private static final double HALF_AGAIN = 1.5;
  private static final double TWICE = 2;
  private static final double THREE_TIMES = 3;

  /** Of what guessing loses: a change that is none. */
  private static final double NOTHING = 0.001;

  /** Of what guessing loses: how far a training must come. */
  private static final double FAR = 0.5;

  /** The largest factor on a learning rate that is proposed. */
  private static final double MOST = 1e5;

  private enum Verdict {
    SUPPORTED,
    /** Not for sure, or otherwise than by a lower loss. */
    SIGN,
    CONTRADICTED,
    OPEN
  }

  private Trials() {}

  /** The finding as trials leave it; empty where they contradict it. */
  static Optional<Finding> judge(Suspicion suspicion, Trial trial, RunRecord run) {
    Finding finding = suspicion.finding();
    if (run.trials() == null || finding.severity().compareTo(Severity.NOTE) >= 0) {
      return Optional.of(finding);
    }
    Optional<TrialOutcome> support = best(run, trial);
    if (support.isPresent()) {
      return Optional.of(finding.withEvidence(evidence(support.get())));
    }
    double guessing = Progress.of(run).guessing();
    List<TrialOutcome> tried = run.trials().stream().filter(t -> t.trial() == trial).toList();
    List<Verdict> verdicts = tried.stream().map(outcome -> verdict(outcome, guessing)).toList();
    boolean sign = verdicts.contains(Verdict.SIGN);
    boolean contradicted = Set.of(Verdict.CONTRADICTED).equals(Set.copyOf(verdicts));
    boolean stands =
        switch (suspicion.stands()) {
          case ALWAYS -> true;
          case UNLESS_CONTRADICTED -> !contradicted;
          case UNLESS_TRIED -> sign || tried.isEmpty();
          case WITH_A_SIGN -> sign;
        };
    if (stands || run.state() == RunRecord.State.FAILED) {
      return Optional.of(finding);
    }
    if (contradicted) {
      return Optional.empty();
    }
    Finding note = finding.asNote();
    return Optional.of(
        tried.isEmpty() ? note : note.withEvidence(evidence(tried.get(tried.size() - 1))));
  }

  /** Whether any trial says that the same network would learn more with another setting. */
  public static boolean supportAny(RunRecord run) {
    return Arrays.stream(Trial.values()).anyMatch(trial -> support(run, trial));
  }

  /** Whether a trial says that the loss is lower with its change. */
  public static boolean support(RunRecord run, Trial trial) {
    double guessing = Progress.of(run).guessing();
    return run.triedOut().stream()
        .anyMatch(t -> t.trial() == trial && verdict(t, guessing) == Verdict.SUPPORTED);
  }

  /**
   * Whether a trial says for sure that the loss is lower with its change by as much as counts, and
   * not how much faster it falls: a further sign, where there is another.
   */
  public static boolean lean(RunRecord run, Trial trial) {
    double guessing = Progress.of(run).guessing();
    return run.triedOut().stream()
        .filter(t -> t.trial() == trial)
        .anyMatch(t -> leans(t, guessing) && t.deciding().difference().high() < 0);
  }

  /**
   * The factor on the learning rate that did best, of a trial's and of its {@linkplain Trial#milder
   * milder} kind's; the trial's own where neither lowered the loss. Where ten times the rate does
   * so little that the whole training would not come far with it, a power of ten that would: along
   * a slope the loss falls in proportion to the rate and to the steps.
   */
  public static double rateFactor(RunRecord run, Trial trial) {
    Optional<TrialOutcome> best = best(run, trial);
    double factor = best.map(TrialOutcome::trial).orElse(trial).rateFactor();
    if (best.isEmpty() || best.get().trial() != Trial.HIGHER_RATE) {
      return factor;
    }
    double steps = (double) run.plan().epochs() * run.plan().stepsPerEpoch();
    double fall = best.get().deciding().changedFall() * steps / best.get().steps();
    double wanted = FAR * Progress.of(run).guessing();
    while (fall > 0 && fall < wanted && factor < MOST) {
      fall *= 10;
      factor *= 10;
    }
    return factor;
  }

  /**
   * The findings, ranked, of which those that blame a setting propose nothing where no trial
   * supports it and a finding before it brings it about.
   *
   * @param trials of the findings that blame a setting, by name
   */
  public static List<Finding> withoutUnsupported(
      List<Finding> ranked, Map<String, Trial> trials, RunRecord run) {
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : ranked) {
      boolean broughtAbout =
          kept.stream()
              .filter(other -> other.severity().compareTo(Severity.NOTE) < 0)
              .anyMatch(other -> other.consequences().contains(finding.name()));
      Trial trial = trials.get(finding.name());
      boolean unsupported = trial != null && broughtAbout && best(run, trial).isEmpty();
      kept.add(unsupported ? finding.proposingNothing() : finding);
    }
    return kept;
  }

  /**
   * Of the outcomes that support a change, large or small: of the latest steps, the lowest loss.
   */
  public static Optional<TrialOutcome> best(RunRecord run, Trial trial) {
    double guessing = Progress.of(run).guessing();
    return run.triedOut().stream()
        .filter(t -> t.trial() == trial || trial.milder().equals(Optional.of(t.trial())))
        .filter(t -> verdict(t, guessing) == Verdict.SUPPORTED)
        .min(
            Comparator.comparingInt((TrialOutcome t) -> -t.epoch())
                .thenComparingDouble(t -> t.deciding().changed()));
  }

  private static Verdict verdict(TrialOutcome outcome, double guessing) {
    TriedLosses losses = outcome.deciding();
    double fall = Math.max(0, losses.fall());
    boolean surely = losses.difference().high() < 0;
    boolean supported =
        switch (outcome.trial()) {
          case HIGHER_RATE -> surely && losses.changedFall() > THREE_TIMES * fall;
          case TRIPLE_RATE -> surely && losses.changedFall() > TWICE * fall;
          default ->
              surely
                  && -losses.difference().value() > LEAST * guessing
                  && losses.changedFall() > HALF_AGAIN * fall;
        };
    if (supported) {
      return Verdict.SUPPORTED;
    }
    if (outcome.trial().isOfTrainingAlone()) {
      return leans(outcome, guessing) ? Verdict.SIGN : Verdict.OPEN;
    }
    if (nothingMoves(outcome, guessing)) {
      return Verdict.SIGN;
    }
    boolean contradicted =
        outcome.trial() == Trial.HIGHER_RATE
            ? losses.difference().low() > 0 || losses.changedFall() < TWICE * fall
            : losses.difference().low() > -LEAST * guessing;
    return contradicted || Double.isInfinite(losses.changed())
        ? Verdict.CONTRADICTED
        : Verdict.OPEN;
  }

  /** Whether the change made the loss lower by as much as counts, be it not for sure. */
  private static boolean leans(TrialOutcome outcome, double guessing) {
    return outcome.deciding().difference().value() < -LEAST * guessing;
  }

  /** Whether steps are so short that even with ten times the rate nothing comes of them. */
  private static boolean nothingMoves(TrialOutcome outcome, double guessing) {
    TriedLosses losses = outcome.deciding();
    return outcome.trial() == Trial.HIGHER_RATE
        && Math.abs(losses.fall()) < NOTHING * guessing
        && Math.abs(losses.changedFall()) < NOTHING * guessing;
  }

  private static List<Evidence> evidence(TrialOutcome outcome) {
    TriedLosses losses = outcome.deciding();
    return List.of(
        new Evidence(
            "tried: the first "
                + outcome.steps()
                + " batches of epoch "
                + outcome.epoch()
                + " once more, with "
                + outcome.trial().words()
                + "; loss of "
                + outcome.decidingImages()
                + " before, after the training's steps, after these",
            Figures.number(losses.before())
                + ", "
                + Figures.number(losses.asItIs())
                + ", "
                + Figures.number(losses.changed()),
            Section.RUN),
        new Evidence(
            "what the change made of that loss, image by image",
            Figures.interval(losses.difference()),
            Section.RUN));
  }
}
