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
    Comparison training,
    @MayBeNull Comparison validation) {
  /** The losses that decide: those of validation images where only training was made easier. */
  public Comparison deciding() {
    return trial.isOfTrainingAlone() && validation != null ? validation : training;
  }
}
