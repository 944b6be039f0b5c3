package dev.limpid.train.branch;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sets out from some place of a training, takes the steps that the training took there, with what
 * is to be done otherwise, and comes back to where the training is: not a bit of it is changed but
 * the gradients of its parameters, which must have been used. Between two steps of the training
 * only.
 */
public interface Branch {
  /** What is done where nothing is done otherwise. */
  Variation asItIs();

  /** Where the training is now: at the beginning of an epoch, before the first update. */
  Place here();

  /**
   * Takes steps as training did.
   *
   * @param from where it was at the beginning of the epoch
   * @param epoch from 1, the one whose batches are learnt from, from its first one on
   * @param batches how many
   * @param change what is done otherwise
   * @param measure looks at the network when the steps are taken, and leaves it as it is
   * @return what was measured; empty if the loss became no finite number
   */
  <T> Optional<T> run(Place from, int epoch, int batches, Variation change, Supplier<T> measure);
}
