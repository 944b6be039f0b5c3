package dev.limpid.insight.trial;

import dev.limpid.insight.json.MayBeNull;

/**
 * What came of a trial: the first steps of an epoch, taken once more with a change, on the same
 * batches from the same weights.
 *
 * @param trial what was tried
 * @param epoch whose first steps they were, from 1
 * @param triedAfter the epoch after which it was tried
 * @param steps how many batches
 * @param images of each set that were looked at
 * @param training losses of some training images
 * @param validation losses of some validation images; null without any
 */
public record TrialOutcome(
    Trial trial,
    int epoch,
    int triedAfter,
    int steps,
    int images,
    TriedLosses training,
    @MayBeNull TriedLosses validation) {
  /** The losses that decide: those of validation images where only training was made easier. */
  public TriedLosses deciding() {
    if (validation == null) {
      return training;
    }
    return trial.isOfTrainingAlone() ? validation : training.and(validation);
  }

  /** Whose losses decide, in words. */
  public String decidingImages() {
    if (validation == null) {
      return images + " training images";
    }
    return trial.isOfTrainingAlone()
        ? images + " validation images"
        : images + " training and as many validation images";
  }
}
