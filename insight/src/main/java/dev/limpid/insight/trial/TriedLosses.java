package dev.limpid.insight.trial;

import dev.limpid.insight.gap.Estimate;

/**
 * Losses of some images, with the batch's statistics and without dropout, before and after a few
 * steps.
 *
 * @param before at the weights at which the steps began
 * @param asItIs after the steps of the training
 * @param changed after as many steps with the change; infinite if the loss became no number
 * @param difference of the last two, paired image by image
 */
public record TriedLosses(double before, double asItIs, double changed, Estimate difference) {
  /** Of these images and as many others. */
  public TriedLosses and(TriedLosses others) {
    Estimate other = others.difference;
    return new TriedLosses(
        (before + others.before) / 2,
        (asItIs + others.asItIs) / 2,
        (changed + others.changed) / 2,
        new Estimate(
            (difference.value() + other.value()) / 2,
            Math.hypot(difference.standardError(), other.standardError()) / 2,
            difference.degreesOfFreedom() + other.degreesOfFreedom()));
  }

  /** By how much the loss fell in the steps of the training. */
  public double fall() {
    return before - asItIs;
  }

  /** By how much it fell with the change. */
  public double changedFall() {
    return before - changed;
  }
}
