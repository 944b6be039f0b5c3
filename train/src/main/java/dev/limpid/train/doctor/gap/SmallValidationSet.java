package dev.limpid.train.doctor.gap;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Evidence;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.gap.EpochGap;
import dev.limpid.train.gap.Estimate;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The validation set is too small to say whether the network overfits: for other images of the same
 * kind, the interval of the generalisation covers zero and is yet wider than 10 % of the validation
 * loss to either side.
 */
final class SmallValidationSet implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    Optional<EpochGap> last = run.lastGap();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    Estimate estimate = last.get().generalisationOnNewImages();
    double loss = Overfitting.validation(last.get()).value();
    if (!estimate.covers(0) || estimate.halfWidth() <= TermHistory.TENTH * loss) {
      return Optional.empty();
    }
    long images = 0;
    for (int count : run.data().validation()) {
      images += count;
    }
    double factor = Math.pow(estimate.halfWidth() / (TermHistory.TENTH * loss), 2);
    String needed = String.format(Locale.ROOT, "%,.0f", images * factor);
    return Optional.of(
        new Finding(
            "small-validation-set",
            Severity.NOTE,
            "The validation set is too small to tell overfitting",
            "Another validation set of the same size might say something else by more than 10 %.",
            Double.NaN,
            List.of(
                new Evidence(
                    "generalisation, for other images of the same kind",
                    TermHistory.text(estimate),
                    "gap"),
                new Evidence("validation images", String.valueOf(images), "run"),
                new Evidence("images for an interval of 10 %", "about " + needed, "run")),
            "The interval would be narrower than a tenth of the validation loss.",
            List.of(),
            "Cochran, Sampling Techniques, 1977"));
  }
}
