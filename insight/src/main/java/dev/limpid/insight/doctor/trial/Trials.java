package dev.limpid.insight.doctor.trial;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.labels.AlikeClasses;
import dev.limpid.insight.doctor.progress.AugmentedOnly;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import dev.limpid.insight.trial.TrialOutcome;
import dev.limpid.insight.trial.TriedLosses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Findings that blame a setting rest on a trial of another one: with the change the loss must come
 * out lower after the same steps. What a trial supports keeps its severity, with the trial's
 * figures as evidence; what all trials contradict is dropped; what was not tried, or not clearly,
 * is a note at most, which proposes nothing. That dropout or augmentation makes training harder is
 * measured at the same weights, and how much the network has learnt without it: there it is enough
 * that a trial leans to it; and where none could be made, that augmentation makes classes
 * {@linkplain AlikeClasses alike}, which the images as they are are not. Nothing need be tried
 * where a network knows images {@linkplain AugmentedOnly only as augmented}, or augmentation brings
 * values to another scale; and of a network that has learnt nothing with dropout, a few steps
 * without it tell nothing.
 *
 * <p>A network is not too small that learns more with another setting: that is a note at most,
 * unless a layer was found that lets little pass.
 *
 * <p>That a learning rate is too high was found in losses that rose by the steps themselves, and so
 * stands unless all trials contradict it; so does a loss that became no number, and a network that
 * learns nothing, as one whose units were killed: no rate helps it any more.
 *
 * <p>A change supports a finding where the loss is lower with it, sure to 95 %, by a hundredth of
 * what guessing loses at least, and it fell by half as much again as without; the learning rate is
 * too low where it fell three times as much with ten times the rate, or twice as much with three
 * times, as a loss does that is approached by steps along a slope, and not by steps of about the
 * right length.
 *
 * <p>A change that no trial supports is not proposed, but named among what may be tried, where
 * another finding brings this one about: that one is to be mended first.
 */
public final class Trials {
  /** The trial of each finding that rests on one, the most pressing first. */
  public static final Map<String, Trial> BY_FINDING = byFinding();

  /** Of what guessing loses. */
  private static final double LEAST = 0.01;

  /**
   * Momentum shows after as many steps as it remembers, a gradient of more images where steps have
   * come to the floor of their noise, and weight decay after one over rate times decay (Kosson,
   * Messmer and Jaggi, 2024, arXiv:2305.17212): later than a trial ends. What was measured of
   * single steps, gradients and weights decides then.
   */
  private static final Set<Trial> CAN_ONLY_SUPPORT =
      Set.of(Trial.USUAL_MOMENTUM, Trial.LARGER_BATCHES, Trial.NO_WEIGHT_DECAY);

  private static final Set<Setting> TRIED_BY_RATES =
      Set.of(Setting.LEARNING_RATE, Setting.SCHEDULE);

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
    CONTRADICTED,
    OPEN
  }

  private Trials() {}

  private static Map<String, Trial> byFinding() {
    Map<String, Trial> trials = new LinkedHashMap<>();
    trials.put(Names.WEIGHT_DECAY_TOO_STRONG, Trial.NO_WEIGHT_DECAY);
    trials.put(Names.MOMENTUM_TOO_HIGH, Trial.USUAL_MOMENTUM);
    trials.put(Names.LEARNING_RATE_TOO_HIGH, Trial.LOWER_RATE);
    trials.put(Names.LEARNING_RATE_TOO_LOW, Trial.HIGHER_RATE);
    trials.put(Names.DROPOUT, Trial.NO_DROPOUT);
    trials.put(Names.AUGMENTATION, Trial.NO_AUGMENTATION);
    trials.put(Names.GRADIENT_NOISE, Trial.LARGER_BATCHES);
    return Collections.unmodifiableMap(trials);
  }

  /** The finding as trials leave it; empty where they contradict it. */
  public static Optional<Finding> judge(Finding finding, RunRecord run) {
    if (finding.name().equals(Names.UNDERFITTING)) {
      boolean narrow = !finding.consequences().isEmpty(); // a layer was found that lets little pass
      return Optional.of(!narrow && couldLearn(run) ? note(finding) : finding);
    }
    Trial trial = BY_FINDING.get(finding.name());
    boolean blames = finding.severity().compareTo(Severity.NOTE) < 0;
    if (trial == null || run.trials() == null || !blames) {
      return Optional.of(finding);
    }
    if (blamesAnother(finding)) {
      return Optional.of(finding);
    }
    List<TrialOutcome> tried = run.trials().stream().filter(t -> t.trial() == trial).toList();
    double guessing = Progress.of(run).guessing();
    Optional<TrialOutcome> support = best(run, trial);
    if (support.isPresent()) {
      return Optional.of(finding.withEvidence(evidence(support.get())));
    }
    if (finding.name().equals(Names.LEARNING_RATE_TOO_LOW) && onlyWarmedUp(run)) {
      return Optional.of(finding.withSeverity(Severity.WARNING));
    }
    boolean still = tried.stream().anyMatch(outcome -> nothingMoves(outcome, guessing));
    boolean killed =
        finding.name().equals(Names.LEARNING_RATE_TOO_HIGH) && Progress.of(run).learntNothing();
    if (still
        || killed
        || CAN_ONLY_SUPPORT.contains(trial)
        || run.state() == RunRecord.State.FAILED) {
      return Optional.of(finding);
    }
    if (finding.name().equals(Names.AUGMENTATION)
        && (AugmentedOnly.of(run).isPresent() || rescales(run))) {
      return Optional.of(finding);
    }
    if (finding.name().equals(Names.DROPOUT)
        && finding.severity() == Severity.PROBLEM
        && Progress.of(run).learntNothing()) {
      return Optional.of(finding);
    }
    boolean contradicted =
        !tried.isEmpty()
            && tried.stream().allMatch(t -> verdict(t, guessing) == Verdict.CONTRADICTED);
    if (contradicted && !trial.isOfTrainingAlone()) {
      return Optional.empty();
    }
    if (trial.isOfTrainingAlone() && tried.stream().anyMatch(t -> leans(t, guessing))) {
      return Optional.of(finding);
    }
    if (finding.name().equals(Names.LEARNING_RATE_TOO_HIGH)) {
      return Optional.of(finding);
    }
    if (finding.name().equals(Names.AUGMENTATION) && tried.isEmpty() && AlikeClasses.exist(run)) {
      return Optional.of(finding);
    }
    Finding note = note(finding);
    return Optional.of(
        tried.isEmpty() ? note : note.withEvidence(evidence(tried.get(tried.size() - 1))));
  }

  /**
   * Whether steps are short by something beside the rate, of which a trial of rates says nothing.
   */
  private static boolean blamesAnother(Finding finding) {
    return finding.name().equals(Names.LEARNING_RATE_TOO_LOW)
        && !finding.changes().isEmpty()
        && finding.changes().stream()
            .noneMatch(change -> TRIED_BY_RATES.contains(change.setting()));
  }

  /** Whether augmentation was measured to bring values to another scale. */
  private static boolean rescales(RunRecord run) {
    return run.checks() != null
        && run.checks().augmented() != null
        && run.checks().augmented().rescales();
  }

  /** Whether the rate rose to the end, and little was learnt: a trial sees but its last steps. */
  private static boolean onlyWarmedUp(RunRecord run) {
    Progress progress = Progress.of(run);
    return progress.rateStillRises() && progress.remaining() > FAR;
  }

  /** Whether a trial says that the same network would learn more with another setting. */
  private static boolean couldLearn(RunRecord run) {
    return Arrays.stream(Trial.values()).anyMatch(trial -> support(run, trial));
  }

  /** The finding as a note, which proposes nothing: what it would change is worth a try. */
  private static Finding note(Finding finding) {
    return finding.severity().compareTo(Severity.NOTE) < 0
        ? proposingNothing(finding.withSeverity(Severity.NOTE))
        : finding;
  }

  private static Finding proposingNothing(Finding finding) {
    List<Change> tries =
        Stream.concat(finding.changes().stream(), finding.alternatives().stream())
            .distinct()
            .toList();
    return finding.with(List.of(), tries);
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
   */
  public static List<Finding> withoutUnsupported(List<Finding> ranked, RunRecord run) {
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : ranked) {
      Trial trial = BY_FINDING.get(finding.name());
      boolean broughtAbout =
          kept.stream()
              .filter(other -> other.severity().compareTo(Severity.NOTE) < 0)
              .anyMatch(other -> other.consequences().contains(finding.name()));
      boolean unsupported = trial != null && broughtAbout && best(run, trial).isEmpty();
      kept.add(unsupported ? proposingNothing(finding) : finding);
    }
    return kept;
  }

  /**
   * Of the outcomes that support a change, large or small: of the latest steps, the lowest loss.
   */
  private static Optional<TrialOutcome> best(RunRecord run, Trial trial) {
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
    if (Double.isInfinite(losses.changed())) {
      return Verdict.CONTRADICTED;
    }
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
    boolean contradicted =
        outcome.trial() == Trial.HIGHER_RATE
            ? losses.difference().low() > 0 || losses.changedFall() < TWICE * fall
            : losses.difference().low() > -LEAST * guessing;
    return contradicted ? Verdict.CONTRADICTED : Verdict.OPEN;
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
