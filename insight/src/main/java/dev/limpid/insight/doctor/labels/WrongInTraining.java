package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Labels that are wrong in training alone, as a linear classifier on coarse features shows before
 * the first step. It learns training images with their labels, and agrees with labels of validation
 * images as often as with those of training images that are left out in turn, whatever it knows.
 * Where it agrees with more of them, training labels are not all right.
 *
 * <p>Of right labels it agrees with a share p, and of wrong ones by chance with {@code (1 - p) / (K
 * - 1)} of K classes, so that a share w of wrong ones leaves {@code (1 - w) p + w (1 - p) / (K -
 * 1)}.
 *
 * @param training agreement with labels of training images, each left out in turn
 * @param validation agreement with labels of validation images
 * @param share of the training labels that are wrong
 */
record WrongInTraining(Agreement training, Agreement validation, double share) {
  /**
   * Standard errors: one in 4,000 trainings differs by so much by chance. The greatest of 694
   * healthy ones of the development seeds is 2.7.
   */
  private static final double SURE = 3.5;

  private static final double SOME = 0.1;

  /** Of the images, those of other classes on one side: easier classes are agreed with more. */
  private static final double OTHER_CLASSES = 0.2;

  /** Where an image is one of a few, its class is weaker without it. */
  private static final int FEWEST_OF_A_CLASS = 20;

  static Optional<WrongInTraining> of(RunRecord run) {
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    if (labels == null || unlike(run.data().training(), run.data().validation()) > OTHER_CLASSES) {
      return Optional.empty();
    }
    Agreement training = labels.asTheyAre(labels.training());
    Agreement validation = labels.asTheyAre(labels.across());
    int classes = run.data().training().length;
    if (training.images() < FEWEST_OF_A_CLASS * classes || validation.images() == 0) {
      return Optional.empty();
    }
    double p = validation.share();
    double ofWrong = (1 - p) / Math.max(1, classes - 1);
    double share = (p - training.share()) / (p - ofWrong);
    return p > ofWrong && share > SOME && errors(training, validation) > SURE
        ? Optional.of(new WrongInTraining(training, validation, share))
        : Optional.empty();
  }

  /** By how many standard errors it agrees with more labels of validation images. */
  private static double errors(Agreement training, Agreement validation) {
    return Tails.errorsAbove(
        validation.right(), validation.images(), training.right(), training.images());
  }

  /** Half the sum of differences of frequencies: 0 for the same classes, 1 for none in common. */
  private static double unlike(int[] training, int[] validation) {
    double all = Arrays.stream(training).sum();
    double others = Arrays.stream(validation).sum();
    double sum = 0;
    for (int c = 0; c < Math.max(training.length, validation.length); c++) {
      double one = c < training.length ? training[c] / all : 0;
      double other = c < validation.length ? validation[c] / others : 0;
      sum += Math.abs(one - other) / 2;
    }
    return sum;
  }

  /** What it says of a run. */
  static Optional<Sign> sign(RunRecord run) {
    return of(run).map(WrongInTraining::sign);
  }

  private Sign sign() {
    return Sign.ofTraining(
        Severity.PROBLEM,
        "A linear classifier on coarse features, which learnt training images, agrees with "
            + Figures.percent(validation.share())
            + " of the labels of validation images, and with "
            + Figures.percent(training.share())
            + " of those of training images that it was not shown: about "
            + Figures.percent(share)
            + " of the training labels may be wrong, or validation images are easier.",
        List.of(
            new Evidence(
                "labels of validation images that a linear classifier agrees with",
                text(validation),
                Section.CONFUSION),
            new Evidence(
                "of training images, each left out in turn", text(training), Section.CONFUSION)));
  }

  private static String text(Agreement agreement) {
    return agreement.right() + " of " + agreement.images();
  }
}
