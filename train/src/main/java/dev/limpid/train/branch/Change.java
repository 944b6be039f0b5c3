package dev.limpid.train.branch;

/**
 * What is done otherwise on a branch.
 *
 * @param rateFactor of the training's learning rates
 * @param momentum of the optimizer; Adam's beta1
 * @param weightDecay of the optimizer
 * @param batches how many batches there are to a step in the place of one
 * @param dropout whether dropout drops
 * @param augmentation whether images are changed
 */
public record Change(
    double rateFactor,
    double momentum,
    double weightDecay,
    int batches,
    boolean dropout,
    boolean augmentation) {
  /** The same with another learning rate. */
  public Change withRate(double factor) {
    return new Change(factor, momentum, weightDecay, batches, dropout, augmentation);
  }

  /** The same with another momentum. */
  public Change withMomentum(double newMomentum) {
    return new Change(rateFactor, newMomentum, weightDecay, batches, dropout, augmentation);
  }

  /** The same with another weight decay. */
  public Change withWeightDecay(double newDecay) {
    return new Change(rateFactor, momentum, newDecay, batches, dropout, augmentation);
  }

  /** The same with so many batches to a step. */
  public Change withBatches(int newBatches) {
    return new Change(rateFactor, momentum, weightDecay, newBatches, dropout, augmentation);
  }

  /** The same without dropout. */
  public Change withoutDropout() {
    return new Change(rateFactor, momentum, weightDecay, batches, false, augmentation);
  }

  /** The same without augmentation. */
  public Change withoutAugmentation() {
    return new Change(rateFactor, momentum, weightDecay, batches, dropout, false);
  }
}
