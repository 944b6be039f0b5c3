package dev.limpid.train.doctor.gap;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Change;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.doctor.progress.Progress;
import dev.limpid.train.gap.Term;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dropout or augmentation makes training harder than validation, and so the training loss looks
 * worse than the network is, by more than 10 %. It is meant to be so; a warning where it keeps the
 * network from learning: in the end a quarter of what guessing loses is left, without it as well.
 */
final class HarderTraining implements Cause {
  private static final double MUCH = 0.25;

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
}
