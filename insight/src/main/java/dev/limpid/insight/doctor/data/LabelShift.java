package dev.limpid.insight.doctor.data;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/** Classes are not as frequent in validation as in training; see {@link CountsTest}. */
final class LabelShift implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    CountsTest test = CountsTest.of(run);
    if (!test.differ()) {
      return Optional.empty();
    }
    boolean oneSided = test.oneSided() > 0;
    // Frequent in one set and rare in the other: that is the split's doing, not the classes'
    boolean imbalanced = !ClassImbalance.isBalanced(run.data().validation());
    return new Draft(
            "label-shift",
            oneSided ? Severity.PROBLEM : Severity.WARNING,
            "Classes are not as frequent in validation as in training",
            oneSided
                ? test.oneSided()
                    + " of "
                    + test.classes()
                    + " classes are on one side alone: the split was not drawn at random."
                : "The split was not drawn at random, or the sets come from different sources.")
        .evidence("chi-squared", test.statisticText(), "run")
        .evidence("effect, Cramer's V", test.effect(), "run")
        .evidence("classes on one side alone", test.oneSided(), "confusion")
        .change("--split", "stratified", "the same shares of each class on both sides")
        .otherwise(
            "Counts would differ by no more than a random split makes them.",
            "Lipton, Wang and Smola, Detecting and Correcting for Label Shift, 2018,"
                + " arXiv:1802.03916",
            imbalanced
                ? new String[] {"class-imbalance", "overfitting", "small-validation-set"}
                : new String[] {"overfitting", "small-validation-set"});
  }
}
