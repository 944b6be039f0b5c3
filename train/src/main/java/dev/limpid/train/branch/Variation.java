package dev.limpid.train.branch;

/**
 * What is done otherwise on a branch.
 *
 * @param rateFactor of the training's learning rates
 * @param momentum of the optimizer; Adam's beta1
 * @param weightDecay of the optimizer
 * @param penalty whether penalties on the size of weights are added to the loss, if there are any
 * @param batches how many batches there are to a step in the place of one
 * @param dropout whether dropout drops
 * @param augmentation whether images are changed
 */
public record Variation(
    double rateFactor,
    double momentum,
    double weightDecay,
    boolean penalty,
    int batches,
    boolean dropout,
    boolean augmentation) {
  /** The same with another learning rate. */
  public Variation withRate(double factor) {
    return new Variation(factor, momentum, weightDecay, penalty, batches, dropout, augmentation);
  }

  /** The same with another momentum. */
  public Variation withMomentum(double newMomentum) {
    return new Variation(
        rateFactor, newMomentum, weightDecay, penalty, batches, dropout, augmentation);
  }

  /** The same with another weight decay. */
  public Variation withWeightDecay(double newDecay) {
    return new Variation(rateFactor, momentum, newDecay, penalty, batches, dropout, augmentation);
  }

  /** The same without penalties on the size of weights. */
  public Variation withoutPenalty() {
    return new Variation(rateFactor, momentum, weightDecay, false, batches, dropout, augmentation);
  }

  /** The same with so many batches to a step. */
  public Variation withBatches(int newBatches) {
    return new Variation(
        rateFactor, momentum, weightDecay, penalty, newBatches, dropout, augmentation);
  }

  /** The same without dropout. */
  public Variation withoutDropout() {
    return new Variation(rateFactor, momentum, weightDecay, penalty, batches, false, augmentation);
  }

  /** The same without augmentation. */
  public Variation withoutAugmentation() {
    return new Variation(rateFactor, momentum, weightDecay, penalty, batches, dropout, false);
  }
}
