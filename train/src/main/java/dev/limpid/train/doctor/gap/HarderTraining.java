package dev.limpid.train.doctor.gap;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.gap.Term;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dropout or augmentation makes training harder than validation, and so the training loss looks
 * worse than the network is, by more than 10 %.
 */
final class HarderTraining implements Cause {
  private final Term term;

  /** For {@link Term#DROPOUT} or {@link Term#AUGMENTATION}. */
  HarderTraining(Term term) {
    this.term = term;
  }

  @Override
  public Optional<Finding> examine(RunRecord run) {
    TermHistory history = TermHistory.of(run, term, -1);
    if (history.epochs() == 0) {
      return Optional.empty();
    }
    String name = term.label().toLowerCase(Locale.ROOT);
    boolean most = history.explained() > 0.5;
    return Optional.of(
        new Finding(
            name,
            most ? Severity.WARNING : Severity.NOTE,
            "Training looks worse than it is because of " + name,
            "Training losses are taken with "
                + name
                + " and validation losses without; this explains "
                + Figures.percent(history.explained())
                + " of the gap over all epochs. It is meant to be so.",
            history.explained(),
            List.of(history.largest(), history.often()),
            "Without " + name + ", training images would have the same loss.",
            List.of(),
            "Keras FAQ, \"Why is my training loss much higher than my testing loss?\""));
  }
}
