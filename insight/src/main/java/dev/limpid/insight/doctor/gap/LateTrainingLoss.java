package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * The printed training loss is a mean over the epoch, while the weights changed: it differs by more
 * than 10 % from that of the epoch's last weights. A note: nothing is wrong with the training, the
 * curve is half an epoch late.
 */
final class LateTrainingLoss implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    TermHistory term = TermHistory.of(run, Term.AVERAGING, 0);
    if (term.epochs() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.AVERAGING,
                Severity.NOTE,
                "The printed training loss is half an epoch late",
                "It is the mean of the epoch's batches, taken while the weights changed; validation"
                    + " is measured afterwards. This explains "
                    + term.share()
                    + ".")
            .withExplained(term.explained())
            .withEvidence(term.largest())
            .withEvidence(term.often())
            .withOtherwise(
                "The training loss at the epoch's last weights would be the printed one.")
            .withSource(
                "Keras FAQ, \"Why is my training loss much higher than my testing loss?\""));
  }
}
