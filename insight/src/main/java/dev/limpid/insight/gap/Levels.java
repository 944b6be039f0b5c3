package dev.limpid.insight.gap;

import dev.limpid.insight.json.MayBeNull;

/**
 * The means between which the terms are the differences, at the epoch's last weights; each with the
 * error of its sample.
 *
 * @param trainMode training images as training sees them: augmented, dropout, batch statistics
 * @param trainBatch training images as they are, without dropout, batch statistics
 * @param trainPopulation ... population statistics; null without BatchNorm
 * @param trainMoving ... moving averages: inference mode
 * @param validationPopulation validation images, population statistics; null without BatchNorm
 * @param validationMoving validation images, moving averages: what is printed, known exactly
 */
public record Levels(
    Estimate trainMode,
    Estimate trainBatch,
    @MayBeNull Estimate trainPopulation,
    Estimate trainMoving,
    @MayBeNull Estimate validationPopulation,
    Estimate validationMoving) {

  /** Validation images where the moving averages can neither hide nor feign anything. */
  public Estimate validationWithoutLag() {
    return validationPopulation == null ? validationMoving : validationPopulation;
  }
}
