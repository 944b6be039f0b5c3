package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Optional;

/**
 * Dropout before BatchNorm: it adds variance that BatchNorm's averages see in training, and that is
 * not there in use. At the last weights, statistics gathered with dropout make the loss of the same
 * images higher than those gathered without, by more than a tenth of the loss that a user looks at;
 * a note below 0.05. That is not lag, for both are gathered at the same weights.
 */
final class DropoutBeforeBatchNorm implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.health().isEmpty() || run.epochs().isEmpty()) {
      return Optional.empty();
    }
    double[] shifts =
        run.health().stream()
            .mapToDouble(EpochHealth::dropoutShift)
            .filter(shift -> !Double.isNaN(shift))
            .toArray();
    if (shifts.length == 0 || run.epochs().isEmpty()) {
      return Optional.empty();
    }
    double[] late = Arrays.copyOfRange(shifts, shifts.length / 2, shifts.length);
    double shift = Arrays.stream(late).average().orElseThrow();
    double loss = run.lastGap().map(EpochGap::worseLoss).orElse(run.lastEpoch().loss());
    if (!(shift > TermHistory.TENTH * loss)) {
      return Optional.empty();
    }
    TermHistory lag = TermHistory.of(run, Term.LAG, 0);
    return Optional.of(
        Finding.of(
                Names.DROPOUT_BEFORE_BATCHNORM,
                shift < TermHistory.WORTH_MENTIONING
                    ? Severity.NOTE
                    : shift > loss / 2 ? Severity.PROBLEM : Severity.WARNING,
                "Dropout before BatchNorm gives it the wrong statistics",
                "In training BatchNorm sees what dropout has made more variable; in use nothing is"
                    + " dropped, and it divides by too much. At the same weights that costs "
                    + Figures.number(shift)
                    + " of the loss.")
            .withExplained(run.gaps().isEmpty() ? Double.NaN : lag.explained())
            .withEvidence(
                "loss with statistics gathered with dropout, above that without",
                shift,
                Section.HEALTH)
            .withEvidence("beside the larger of training and validation loss", loss, Section.CURVES)
            .withOtherwise("Statistics gathered with and without dropout would give the same loss.")
            .withChange(Setting.RECALIBRATE, null, "statistics gathered without dropout")
            .withChange(Change.inCode("Dropout", "behind the last BatchNorm"))
            .withSource(
                "Li et al., Understanding the Disharmony between Dropout and Batch Normalization by"
                    + " Variance Shift, 2018, arXiv:1801.05134")
            .withConsequences(
                Names.BATCHNORM_LAG,
                Names.NOISY_LABELS,
                Names.DROPOUT,
                Names.UNDERFITTING,
                Names.AVERAGING));
  }
}
