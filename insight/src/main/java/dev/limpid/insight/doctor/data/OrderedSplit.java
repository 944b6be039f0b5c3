package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.LabelOrder;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.labels.ClassCounts;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.OwnValidation;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * The images were in an order by class, and the split cut them without shuffling: the counts of the
 * classes differ ({@link ClassCounts}) by much, or some are on one side alone, and within the
 * training or the validation set equal labels stand together: a fifth or more of the changes of
 * label that a random order has are missing, with the runs test below -6 standard deviations. Where
 * a set was shuffled after it was cut, the classes tell: those of validation alone all come after,
 * or before, those of training.
 */
final class OrderedSplit implements Cause {
  private static final double CLEAR = -6;
  private static final double FIFTH = 0.2;

  /** Cramer's V, Cohen's bound: a cut of ordered images makes more of a difference than chance. */
  private static final double MEDIUM_EFFECT = 0.3;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    ClassCounts test = ClassCounts.of(run);
    // images of their own to validate on: nothing was cut
    if (!test.differ() || OwnValidation.of(run)) {
      return Optional.empty();
    }
    double missing =
        run.checks() == null || run.checks().validation() == null
            ? 0
            : Math.max(
                missing(run.checks().training().order()),
                missing(run.checks().validation().order()));
    boolean mostly = test.oneSided() > 0 || test.effect() > MEDIUM_EFFECT;
    if (!mostly || missing < FIFTH && !cutBetweenClasses(run)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.ORDERED_SPLIT,
                test.oneSided() > 0 ? Severity.PROBLEM : Severity.WARNING,
                "Images were in order of their classes when they were split",
                "The split cut them without shuffling, and so "
                    + (test.oneSided() > 0
                        ? test.oneSided()
                            + " of "
                            + test.classes()
                            + " classes are on one side alone."
                        : "some classes are mostly on one side."))
            .withEvidence(
                "classes in validation alone", test.inValidationAlone().size(), Section.CONFUSION)
            .withEvidence(
                "classes in training alone", test.inTrainingAlone().size(), Section.CONFUSION)
            .withEvidence(
                "changes of label that a random order would have more",
                Figures.percent(missing),
                Section.RUN)
            .withEvidence("difference of the counts, Cramer's V", test.effect(), Section.RUN)
            .withChange(
                Setting.SPLIT,
                "stratified",
                "the same shares of each class on both sides, shuffled")
            .withOtherwise(
                "Each class would have its share on both sides, and labels would follow each other at"
                    + " random.")
            .withSource(
                "Keras issue 8346: validation_split takes the last samples before shuffling; runs test:"
                    + " Wald and Wolfowitz, 1940")
            .withConsequences(
                Names.LABEL_SHIFT,
                Names.COVARIATE_SHIFT,
                Names.LABELS_MISALIGNED,
                Names.CLASS_IMBALANCE,
                Names.OVERFITTING,
                Names.NOISY_LABELS,
                Names.TOO_FEW_SAMPLES,
                Names.SMALL_VALIDATION_SET));
  }

  /** Share of the changes of label that a random order has and this one has not. */
  static double missing(LabelOrder order) {
    return order.z() < CLEAR ? 1 - order.runs() / order.expectedRuns() : 0;
  }

  private static boolean cutBetweenClasses(RunRecord run) {
    int[] training = run.data().training();
    int[] validation = run.data().validation();
    int shared = 0;
    int sides = 0; // how often the side changes from class to class
    int last = 0;
    for (int c = 0; c < training.length; c++) {
      if (training[c] > 0 && validation[c] > 0) {
        shared++;
      } else if (training[c] + validation[c] > 0) {
        int side = training[c] > 0 ? 1 : 2;
        sides += side != last ? 1 : 0;
        last = side;
      }
    }
    return shared <= 1 && sides == 2;
  }
}
