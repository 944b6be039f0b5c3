package dev.limpid.train;

import dev.limpid.train.TrainingListener.Plan;

/** The loss became NaN or infinite, and training stopped. */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NonFiniteLossException(String message) {
    super(message);
  }

  /** Says in which step it was, and where the first value is that is not finite. */
  static NonFiniteLossException of(double loss, int epoch, int step, Plan plan) {
    String where = plan.network().firstNonFinite().orElse("the loss itself");
    return new NonFiniteLossException(
        "the loss became "
            + loss
            + " in epoch "
            + epoch
            + ", step "
            + step
            + " of "
            + plan.stepsPerEpoch()
            + "; the first value that is not finite is in "
            + where
            + ". A lower learning rate (now "
            + plan.optimizer().learningRate()
            + ") or gradient clipping usually helps");
  }
}
