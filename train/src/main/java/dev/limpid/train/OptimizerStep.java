package dev.limpid.train;

import dev.limpid.layers.Network;
import dev.limpid.optim.Optimizer;

/**
 * What becomes of the gradients of a batch: they are added up with those of other batches of one
 * step, averaged over the workers that train in step, get those of the penalty, and the optimizer
 * steps along them.
 *
 * @param batches of a step
 * @param sum of their gradients; null where each batch is a step
 * @param average over the workers; null for one alone
 */
record OptimizerStep(
    Network network,
    Optimizer optimizer,
    Penalty penalty,
    int batches,
    GradientSum sum,
    GradientAverage average) {
  /**
   * Takes the gradients of a batch that just went back.
   *
   * @param images of the batch
   * @param last whether none follows, so that the step is made of what there is
   * @return whether the parameters were changed
   */
  boolean take(int images, boolean last) {
    if (sum != null) {
      sum.add(images);
      if (sum.batches() < batches && !last) {
        return false;
      }
      sum.take();
    }
    if (average != null) {
      average.take();
    }
    penalty.addGradient(network);
    optimizer.step(network.parameters(), network.compute().parallel());
    return true;
  }
}
