package dev.limpid.cli.study;

import static dev.limpid.cli.study.Words.fill;

import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the runs say, in sentences; every number in them is read from the runs. */
final class Story {
  /** A lag that lasts for less than this share of the other's epochs is shorter. */
  private static final double SHORTER = 0.75;

  /** A lag that is at most this share of the other's is smaller. */
  private static final double SMALLER = 0.5;

  private final Map<String, Experiment> experiments = new LinkedHashMap<>();
  private final Map<String, RunRecord> runs = new LinkedHashMap<>();

  /** A story of the finished experiments, in the order in which they are told. */
  Story(Map<Experiment, RunRecord> finished) {
    finished.forEach(
        (experiment, run) -> {
          experiments.put(experiment.name(), experiment);
          runs.put(experiment.name(), run);
        });
  }

  StudyOutcome outcome(Experiment experiment) {
    return StudyOutcome.of(runs.get(experiment.name()));
  }

  /** The answer in a sentence or two. */
  Optional<String> headline() {
    Optional<StudyOutcome> adam = outcome(Experiments.ADAM);
    if (adam.isEmpty() || adam.get().keptOut() != Term.LAG) {
      return Optional.empty();
    }
    String cause =
        "The shape comes from BatchNorm's moving averages, which lag behind the weights: the network"
            + " is better than its validation loss says.";
    List<String> cures =
        experiments.values().stream()
            .filter(e -> e.part() == StudyPart.TREATMENTS && Experiments.ADAM.equals(e.against()))
            .filter(e -> outcome(e).lagEpochs() == 0)
            .map(e -> e.title().substring(0, 1).toLowerCase(Locale.ROOT) + e.title().substring(1))
            .toList();
    return Optional.of(
        cures.isEmpty() ? cause : cause + " It is gone with " + String.join(" or ", cures) + ".");
  }

  /** The question's own run: what its curves show and what they are made of. */
  Optional<String> cause() {
    return outcome(Experiments.ADAM)
        .filter(outcome -> outcome.worst() != null)
        .map(
            outcome -> {
              EpochGap worst = outcome.worst();
              return fill(
                      "In epoch %d of Adam, the printed training loss is %s and validation loss %s.",
                      worst.epoch(), n(worst.loss().running()), n(worst.loss().validation()))
                  + fill(
                      " Of that gap, %s is the lag of BatchNorm's moving averages and %s generalisation:",
                      interval(worst, Term.LAG), interval(worst, Term.GENERALISATION))
                  + " with statistics of the whole training set at the same weights, validation loss"
                  + fill(
                      " is %s. Over all %d epochs, the lag makes up %s of the sizes of all terms, and it",
                      n(worst.lossLevels().validationWithoutLag().value()),
                      outcome.epochs(),
                      percent(outcome.share(Term.LAG)))
                  + fill(" distorts the loss by more than 10 %% in %s.", lagEpochs(outcome));
            });
  }

  /** What the tweaks of question and answers came to. */
  Optional<String> tweaks() {
    List<Experiment> tweaks =
        experiments.values().stream()
            .filter(e -> e.part() != StudyPart.TREATMENTS && e.against() != null)
            .toList();
    if (tweaks.isEmpty()) {
      return Optional.empty();
    }
    List<Experiment> still = tweaks.stream().filter(e -> outcome(e).lagEpochs() > 0).toList();
    if (still.isEmpty()) {
      return Optional.of(
          fill("None of the %d other things that were tried or advised has it.", tweaks.size()));
    }
    String list =
        still.stream()
            .map(e -> e.title() + " (" + lagEpochs(outcome(e)) + ")")
            .collect(Collectors.joining("; "));
    String which =
        still.size() == tweaks.size()
            ? "each of the " + tweaks.size()
            : still.size() + " of the " + tweaks.size();
    return Optional.of(
        fill(
            "The lag is there too in %s other things that were tried or advised: %s.",
            which, list));
  }

  /** What the treatments came to. */
  List<String> treatments() {
    List<String> sentences = new ArrayList<>();
    for (Experiment e : experiments.values()) {
      if (e.part() == StudyPart.TREATMENTS) {
        sentences.add(treatment(e));
      }
    }
    return sentences;
  }

  private String treatment(Experiment e) {
    StudyOutcome mine = outcome(e);
    String lag = mine.lagEpochs() == 0 ? "no lag" : "the lag is there in " + lagEpochs(mine);
    Optional<StudyOutcome> adam =
        Optional.ofNullable(runs.get(Experiments.ADAM))
            .map(run -> StudyOutcome.of(run, Math.min(mine.epochs(), run.epochs().size())));
    return fill(
        "%s: %s; best validation loss %s%s, accuracy %s after epoch %d%s.",
        e.title(),
        lag,
        n(mine.best().validationLoss()),
        adam.map(a -> " (Adam: " + n(a.best().validationLoss()) + ")").orElse(""),
        Numbers.percent(mine.last().validationAccuracy()),
        mine.epochs(),
        adam.map(a -> " (Adam: " + Numbers.percent(a.last().validationAccuracy()) + ")")
            .orElse(""));
  }

  /** What is left between the curves without the lag. */
  Optional<String> remains() {
    return outcome(Experiments.RECALIBRATED)
        .map(
            outcome ->
                fill(
                    "Recalibrated, validation loss is within 10\u00a0%% of training loss in %d of %d epochs%s.",
                    outcome.inStep(),
                    outcome.epochs(),
                    outcome.keptOut() == null
                        ? ""
                        : "; what is left between the curves in the others is "
                            + outcome.keptOut().label()));
  }

  /** When overfitting begins. */
  Optional<String> overfitting() {
    return outcome(Experiments.LONGER)
        .or(() -> outcome(Experiments.ADAM))
        .map(
            outcome ->
                outcome.overfitsFrom() == 0
                    ? fill(
                        "Validation loss without the lag does not rise by more than 10\u00a0%% in %d epochs.",
                        outcome.epochs())
                    : "There is overfitting too, and it is another thing: without the lag, validation"
                        + fill(
                            " loss is lowest in epoch %d of %d and rises from then on.",
                            outcome.overfitsFrom(), outcome.epochs()));
  }

  /** One or two sentences on what an experiment's change did. */
  String effect(Experiment experiment) {
    RunRecord run = runs.get(experiment.name());
    StudyOutcome mine = StudyOutcome.of(run);
    RunRecord other = experiment.against() == null ? null : runs.get(experiment.against());
    if (other == null) {
      return fill(
          "The lag of the moving averages distorts the loss by more than 10\u00a0%% in %s%s. %s",
          lagEpochs(mine), atMost(mine), inStep(mine, ""));
    }
    // as many epochs of each; training does not know how many are still to come
    int first = Math.min(run.epochs().size(), other.epochs().size());
    StudyOutcome base = StudyOutcome.of(other, first);
    String name = experiments.get(experiment.against()).title();
    String before = fill(" (%s: %d of %d)", name, base.inStep(), base.epochs());
    if (mine.epochs() == first) {
      return lag(mine, base, name) + " " + inStep(mine, before);
    }
    return fill(
        "In the first %d epochs: %s After them, the lag distorts %d of %d. %s",
        first,
        lag(StudyOutcome.of(run, first), base, name).replaceFirst("^The", "the"),
        mine.lagEpochs() - StudyOutcome.of(run, first).lagEpochs(),
        mine.epochs() - first,
        inStep(mine, before));
  }

  private static String lag(StudyOutcome mine, StudyOutcome base, String name) {
    String is = lagEpochs(mine) + atMost(mine);
    String was = lagEpochs(base) + atMost(base);
    String all = is.equals(was) ? is + ", as with " + name : is + "; " + name + ": " + was;
    return switch (change(mine, base)) {
      case NONE -> "The lag distorts no epoch by more than 10 %, as with " + name + ".";
      case GONE -> "The lag is gone (" + all + ").";
      case SHORTER -> "The lag is shorter, but there (" + all + ").";
      case SMALLER -> "The lag lasts as long, but is smaller (" + all + ").";
      case SAME -> "The lag stays (" + all + ").";
      case LONGER -> "The lag lasts longer (" + all + ").";
    };
  }

  /** What became of the lag. */
  enum LagChange {
    NONE,
    GONE,
    SHORTER,
    SMALLER,
    SAME,
    LONGER
  }

  static LagChange change(StudyOutcome mine, StudyOutcome base) {
    if (mine.lagEpochs() == 0) {
      return base.lagEpochs() == 0 ? LagChange.NONE : LagChange.GONE;
    }
    if (mine.lagEpochs() < SHORTER * base.lagEpochs()) {
      return LagChange.SHORTER;
    }
    if (SHORTER * mine.lagEpochs() > base.lagEpochs()) {
      return LagChange.LONGER;
    }
    return mine.largestLag() < SMALLER * base.largestLag() ? LagChange.SMALLER : LagChange.SAME;
  }

  private static String inStep(StudyOutcome mine, String before) {
    String out =
        mine.keptOut() == null
            ? ""
            : "; what keeps it out of step in the others is " + mine.keptOut().label();
    return fill(
        "Validation loss is within 10 %% of training loss in %d of %d epochs%s%s.",
        mine.inStep(), mine.epochs(), before, out);
  }

  /** In which epochs the lag matters, in words. */
  static String lagEpochs(StudyOutcome outcome) {
    return outcome.lagEpochs() == 0
        ? "no epoch"
        : fill("%d of %d epochs", outcome.lagEpochs(), outcome.epochs());
  }

  private static String atMost(StudyOutcome outcome) {
    return outcome.lagEpochs() == 0
        ? ""
        : fill(", up to %s in epoch %d", n(outcome.largestLag()), outcome.worst().epoch());
  }

  private Optional<StudyOutcome> outcome(String name) {
    return Optional.ofNullable(runs.get(name)).map(StudyOutcome::of);
  }

  private static String interval(EpochGap gap, Term term) {
    return gap.loss().of(term).map((Estimate e) -> Numbers.interval(e)).orElse(Numbers.NONE);
  }

  private static String n(double value) {
    return Numbers.brief(value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f\u00a0%%", 100 * share);
  }
}
