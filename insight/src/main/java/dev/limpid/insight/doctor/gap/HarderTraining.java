package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Figures;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dropout or augmentation makes training harder than validation, and so the training loss looks
 * worse than the network is, by more than 10 %. It is meant to be so; a warning where it keeps the
 * network from learning: in the end a quarter of what guessing loses is left, without it as well.
 *
 * <p>Where dropout of more than half of the units (UMLAUT's limit) has kept a network from learning
 * anything, its rate counts: what such a network loses without dropout says nothing, and what is
 * large with it, losses and gradients, is large because few units stand for many.
 */
final class HarderTraining implements Cause {
  private static final double MUCH = 0.25;
  private static final double HALF = 0.5;

  private final Term term;

  /** For {@link Term#DROPOUT} or {@link Term#AUGMENTATION}. */
  HarderTraining(Term term) {
    this.term = term;
  }

  private List<Change> weaker(RunRecord run) {
    if (term == Term.DROPOUT) {
      return List.of(new Change("--dropout", "0.2", "drop less"));
    }
    Object augment = run.settings().get("augment");
    return List.of(new Change("--augment", augment == null ? null : "none", "change images less"));
  }

  /** Whether training is kept from learning: even as they are, training images lose much. */
  private static boolean strong(RunRecord run, TermHistory history) {
    return history.lately() && Progress.of(run).left() > MUCH;
  }

  @Override
  public Optional<Finding> examine(RunRecord run) {
    double rate = term == Term.DROPOUT ? highestRate(run) : 0;
    if (rate > HALF && Progress.of(run).learntNothing()) {
      return Optional.of(nothingLearnt(run, rate));
    }
    TermHistory history = TermHistory.of(run, term, -1);
    if (history.epochs() == 0) {
      return Optional.empty();
    }
    String name = term.label().toLowerCase(Locale.ROOT);
    boolean strong = strong(run, history);
    return Optional.of(
        new Finding(
                name,
                strong ? Severity.WARNING : Severity.NOTE,
                "Training looks worse than it is because of " + name,
                "Training losses are taken with "
                    + name
                    + " and validation losses without; this explains "
                    + Figures.percent(history.explained())
                    + " of the gap over all epochs. It is meant to be so"
                    + (strong
                        ? ", but it is so strong that it keeps the network from learning."
                        : "."),
                history.explained(),
                List.of(history.largest(), history.often()),
                "Without " + name + ", training images would have the same loss.",
                strong ? weaker(run) : List.of(),
                "Keras FAQ, \"Why is my training loss much higher than my testing loss?\"")
            .withConsequences(
                "underfitting",
                "loss-not-decreasing",
                "dead-units",
                "averaging",
                "stopped-early",
                "momentum-too-high",
                "gradient-noise"));
  }

  private static double highestRate(RunRecord run) {
    return run.layers().stream()
        .filter(layer -> layer.type().equals("Dropout"))
        .mapToDouble(layer -> ((Number) layer.config().get("rate")).doubleValue())
        .max()
        .orElse(0);
  }

  private Finding nothingLearnt(RunRecord run, double rate) {
    return new Finding(
            "dropout",
            Severity.PROBLEM,
            "Dropout keeps the network from learning",
            "It drops up to "
                + Figures.percent(rate)
                + " of the units, those that are left count as many times as much, and the network"
                + " has learnt nothing.",
            Double.NaN,
            List.of(
                new Evidence("highest rate of a dropout layer", Figures.number(rate), "run"),
                new Evidence(
                    "training loss, as a share of that of guessing",
                    Figures.percent(Progress.of(run).left()),
                    "curves")),
            "The network would learn something, and lose more with dropout than without.",
            weaker(run),
            "Schoop, Huang and Hartmann, UMLAUT, 2021")
        .withConsequences(
            "underfitting",
            "loss-not-decreasing",
            "dead-units",
            "averaging",
            "exploding-gradients",
            "learning-rate-too-high",
            "learning-rate-too-low",
            "gradient-noise");
  }
}
