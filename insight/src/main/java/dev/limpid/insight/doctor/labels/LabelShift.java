package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.OwnValidation;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * Classes are not as frequent in validation as in training ({@link ClassCounts}), unless it is
 * {@linkplain Overwritten overwritten labels} that made them so.
 */
final class LabelShift implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    ClassCounts test = ClassCounts.of(run);
    if (!test.differ() || isOfOverwrittenLabels(run)) {
      return Optional.empty();
    }
    boolean oneSided = test.oneSided() > 0;
    // Frequent in one set and rare in the other: that is the split's doing, not the classes'
    boolean imbalanced = !ClassImbalance.isBalanced(run.data().validation());
    return Optional.of(
        Finding.of(
                Names.LABEL_SHIFT,
                oneSided ? Severity.PROBLEM : Severity.WARNING,
                "Classes are not as frequent in validation as in training",
                oneSided
                    ? test.oneSided()
                        + " of "
                        + test.classes()
                        + " classes are on one side alone: the split was not drawn at random."
                    : "The split was not drawn at random, or the sets come from different sources.")
            .withEvidence(
                "difference of the counts of both sides, chi-squared",
                test.statisticText(),
                Section.RUN)
            .withEvidence(
                "its effect, Cramer's V: from 0 to 1, small up to 0.1", test.effect(), Section.RUN)
            .withEvidence("classes on one side alone", test.oneSided(), Section.CONFUSION)
            .withChange(OwnValidation.alike(run, "the same shares of each class on both sides"))
            .withOtherwise("Counts would differ by no more than a random split makes them.")
            .withSource(
                "Lipton, Wang and Smola, Detecting and Correcting for Label Shift, 2018,"
                    + " arXiv:1802.03916")
            .withConsequences(
                imbalanced
                    ? new String[] {
                      Names.CLASS_IMBALANCE, Names.OVERFITTING, Names.SMALL_VALIDATION_SET
                    }
                    : new String[] {Names.OVERFITTING, Names.SMALL_VALIDATION_SET}));
  }

  /** Whether counts differ no more when labels that were overwritten are given back. */
  private static boolean isOfOverwrittenLabels(RunRecord run) {
    return Overwritten.of(run)
        .map(labels -> labels.givenBack(run.data().training(), run.data().validation()))
        .filter(counts -> !ClassCounts.of(counts, run.data().validation()).differ())
        .isPresent();
  }
}
