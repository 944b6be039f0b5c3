package dev.limpid.train.doctor.gap;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.gap.EpochGap;
import dev.limpid.train.gap.Term;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * The printed training loss is a mean over the epoch, while the weights changed: it differs by more
 * than 10 % from that of the epoch's last weights. Nothing is wrong with the training; the curve is
 * half an epoch late. A warning where it explains most of the gap and is yet more than a quarter in
 * the last two epochs, and so the last figures say what is not so.
 */
final class Averaging implements Cause {
  private static final double QUARTER = 0.25;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    TermHistory term = TermHistory.of(run, Term.AVERAGING, 0);
    if (term.epochs() == 0) {
      return Optional.empty();
    }
    boolean late =
        term.explained() > 0.5
            && run.gaps().subList(Math.max(0, run.gaps().size() - 2), run.gaps().size()).stream()
                .allMatch(gap -> share(term, gap) > QUARTER);
    return Optional.of(
        new Finding(
            "averaging",
            late ? Severity.WARNING : Severity.NOTE,
            "The printed training loss is half an epoch late",
            "It is the mean of the epoch's batches, taken while the weights changed; validation"
                + " is measured afterwards. This explains "
                + Figures.percent(term.explained())
                + " of the gap over all epochs.",
            term.explained(),
            List.of(term.largest(), term.often()),
            "The training loss at the epoch's last weights would be the printed one.",
            List.of(),
            "Keras FAQ, \"Why is my training loss much higher than my testing loss?\""));
  }

  /** The term over the larger of the two losses that a user compares. */
  private static double share(TermHistory term, EpochGap gap) {
    double loss = Math.max(gap.loss().running(), Overfitting.validation(gap).value());
    return Math.abs(term.in(gap).value()) / loss;
  }
}
