package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * Labels of validation have nothing to do with its images, as where they are in another order. A
 * linear classifier agrees with training labels far above chance, and would with as many of
 * validation; but neither what it learns of training images nor of other validation images tells a
 * label of validation, and the network knows no more in the end. Validation images of another kind
 * still have labels that fit each other, and a classifier tells the sides apart.
 *
 * @param training agreement with labels of training images, each left out in turn
 * @param across agreement with labels of validation images, by what training images teach
 * @param within the same by what other validation images teach
 */
record UnrelatedLabels(Agreement training, Agreement across, Agreement within) {
  private static final double FAR_ABOVE = 8;
  private static final double BY_CHANCE = 3;
  private static final double TOLD_APART = 0.6;

  static Optional<UnrelatedLabels> of(RunRecord run) {
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    if (labels == null
        || run.checks().split() == null
        || run.checks().split().toldApart().share() > TOLD_APART
        || run.epochs().isEmpty()) {
      return Optional.empty();
    }
    UnrelatedLabels found =
        new UnrelatedLabels(
            labels.asTheyAre(labels.training()),
            labels.asTheyAre(labels.across()),
            labels.asTheyAre(labels.validation()));
    return found.areSo(run.lastEpoch().validationAccuracy())
        ? Optional.of(found)
        : Optional.empty();
  }

  private boolean areSo(double accuracy) {
    return across.images() > 0
        && within.images() > 0
        && training.z() > FAR_ABOVE
        && errors(training.share()) > FAR_ABOVE
        && across.z() < BY_CHANCE
        && within.z() < BY_CHANCE
        && errors(accuracy) < BY_CHANCE;
  }

  /** By how many standard errors a share of the validation labels would be above chance. */
  private double errors(double share) {
    double chance = across.chance();
    return (share - chance) / Math.sqrt(chance * (1 - chance) / across.images());
  }
}
