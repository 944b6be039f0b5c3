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
 * half an epoch late. A warning where it is yet more than a quarter in the last epoch, and so the
 * last figures say what is not so.
 */
final class Averaging implements Cause {
  private static final double QUARTER = 0.25;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    TermHistory term = TermHistory.of(run, Term.AVERAGING, 0);
    if (term.epochs() == 0) {
      return Optional.empty();
    }
    EpochGap last = run.gaps().get(run.gaps().size() - 1);
    double loss = Math.max(last.loss().running(), Overfitting.validation(last).value());
    double share = Math.abs(term.in(last).value()) / loss;
    boolean late = term.lately() && share > QUARTER;
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
}
