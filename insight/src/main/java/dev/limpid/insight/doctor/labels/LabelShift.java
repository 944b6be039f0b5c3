package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.ClassNames;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.OwnValidation;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Classes are not as frequent in validation as in training ({@link ClassCounts}), unless it is
 * {@linkplain Overwritten overwritten labels} that made them so.
 */
final class LabelShift implements Cause {
  /** Classes that are named. */
  private static final int MOST = 4;

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
                title(test, run),
                oneSided
                    ? counts("training", "validation", test.inTrainingAlone(), run)
                        + counts("validation", "training", test.inValidationAlone(), run)
                        + test.oneSided()
                        + " of "
                        + test.classes()
                        + (test.oneSided() == 1 ? " classes is" : " classes are")
                        + " on one side alone: the split was not drawn at random."
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

  /** What a class lacks, the worst: one without training images can't be learnt. */
  private static String title(ClassCounts test, RunRecord run) {
    if (!test.inValidationAlone().isEmpty()) {
      return "No training image is of " + named(test.inValidationAlone(), " or ", run);
    }
    return test.inTrainingAlone().isEmpty()
        ? "Classes are not as frequent in validation as in training"
        : "No validation image is of " + named(test.inTrainingAlone(), " or ", run);
  }

  /** How many images there are of classes that are on one side alone. */
  private static String counts(String side, String other, List<Integer> alone, RunRecord run) {
    int[] images = side.equals("training") ? run.data().training() : run.data().validation();
    int total = alone.stream().mapToInt(c -> images[c]).sum();
    return alone.isEmpty()
        ? ""
        : "Of "
            + named(alone, " and ", run)
            + (total == 1
                ? " there is 1 image"
                : String.format(Locale.ROOT, " there are %,d images", total))
            + " in "
            + side
            + " and none in "
            + other
            + (side.equals("validation") ? ": what is not shown can't be learnt. " : ". ");
  }

  private static String named(List<Integer> classes, String last, RunRecord run) {
    List<String> names =
        new ArrayList<>(
            classes.stream().limit(MOST).map(c -> ClassNames.of(c, run.data().classes())).toList());
    if (classes.size() > MOST) {
      names.add((classes.size() - MOST) + " more");
    }
    int end = names.size() - 1;
    return end == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, end)) + last + names.get(end);
  }

  /** Whether counts differ no more when labels that were overwritten are given back. */
  private static boolean isOfOverwrittenLabels(RunRecord run) {
    return Overwritten.of(run)
        .map(labels -> labels.givenBack(run.data().training(), run.data().validation()))
        .filter(counts -> !ClassCounts.of(counts, run.data().validation()).differ())
        .isPresent();
  }
}
