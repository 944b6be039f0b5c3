package dev.limpid.layers;

import dev.limpid.core.Tensor;

/** What losses require of their arguments before they modify any. */
final class LossChecks {
  private LossChecks() {}

  /** Targets like the scores. */
  static void require(Loss<?> loss, Tensor scores, Tensor targets, double[] losses) {
    if (scores.shape().rank() < 1 || scores.size() == 0) {
      throw new IllegalArgumentException(
          name(loss) + ": expected scores [N,...], got " + scores.shape());
    }
    if (!targets.shape().equals(scores.shape())) {
      throw new IllegalArgumentException(
          name(loss)
              + ": expected targets "
              + scores.shape()
              + " like the scores, got "
              + targets.shape());
    }
    requireRoom(loss, scores.batchSize(), losses);
  }

  /** Scores of classes. */
  static void requireClasses(Loss<?> loss, Tensor scores) {
    if (scores.shape().rank() != 2 || scores.size() == 0) {
      throw new IllegalArgumentException(
          name(loss) + ": expected scores [N,classes], got " + scores.shape());
    }
  }

  /** Room for the losses of all samples, where they are wanted. */
  static void requireRoom(Loss<?> loss, int samples, double[] losses) {
    if (losses != null && losses.length < samples) {
      throw new IllegalArgumentException(
          name(loss) + ": room for " + losses.length + " losses of " + samples + " samples");
    }
  }

  /** The share of label smoothing. */
  static double smoothing(double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("label smoothing must be in [0, 1), but is " + share);
    }
    return share;
  }

  private static String name(Loss<?> loss) {
    return loss.getClass().getSimpleName();
  }
}
