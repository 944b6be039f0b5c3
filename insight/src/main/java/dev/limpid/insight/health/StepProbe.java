package dev.limpid.insight.health;

/**
 * The effect of one training step on the loss of its own batch. Both losses and slopes are taken
 * with the batch's statistics and without dropout, whether training drops or not.
 *
 * @param epoch from 1
 * @param step within the epoch, from 1
 * @param learningRate of the step
 * @param loss of the batch before the update
 * @param lossAfter of the same batch after it
 * @param slope derivative of the loss along the update, in units of the whole update, before it;
 *     below 0 where the update goes downhill
 * @param slopeAfter the same after it
 * @param gradientNorm of all trained parameters, before the update
 * @param updateNorm how far the update went
 * @param persistence cosine of this update and the next one: near beta if momentum averages noise;
 *     NaN if there was no next one yet
 */
public record StepProbe(
    int epoch,
    int step,
    double learningRate,
    double loss,
    double lossAfter,
    double slope,
    double slopeAfter,
    double gradientNorm,
    double updateNorm,
    double persistence) {
  /**
   * How far the step went on the parabola that has both slopes: -1 did not move, 0 is the valley's
   * floor, 1 is as high on the other side, and above that the step has climbed. NaN where the
   * update did not go downhill.
   *
   * <p>Schneider, Dangel and Hennig, "Cockpit", 2021, arXiv:2102.06604.
   */
  public double alpha() {
    return slope < 0 ? -slopeAfter / slope : Double.NaN;
  }

  /** This probe with the persistence. */
  public StepProbe withPersistence(double cosine) {
    return new StepProbe(
        epoch,
        step,
        learningRate,
        loss,
        lossAfter,
        slope,
        slopeAfter,
        gradientNorm,
        updateNorm,
        cosine);
  }

  /** Cosine of the update and the direction of steepest descent, before the update. */
  public double descent() {
    return -slope / (gradientNorm * updateNorm);
  }
}
