package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * A loss, which training makes small: the mean over the samples of a batch of how far scores are
 * from targets. Implementations have no state.
 *
 * @param <T> the targets: {@code int[]} labels for a classifier, a {@link Tensor} for a regression
 */
public interface Loss<T> {
  /** What scores and targets mean. */
  enum Task {
    /** One class of several; the softmax of the scores is the classes' probabilities. */
    CLASSIFICATION,
    /** Each of several labels, or not; the sigmoid of a score is its label's probability. */
    MULTI_LABEL,
    /** Numbers, which the scores are to be. */
    REGRESSION
  }

  /**
   * Computes the mean loss of a batch and, where wanted, each sample's loss and the gradient.
   *
   * @param scores {@code [N, ...]}, the network's output; not modified, unless it is {@code
   *     gradient} too
   * @param targets what the scores should be; not modified
   * @param losses gets the loss of each sample, in its first {@code N} elements; null where nobody
   *     needs them
   * @param gradient gets the gradient of the <em>mean</em> loss by the scores, in their shape; may
   *     be {@code scores}; null where nobody needs it
   * @return the mean of the samples' losses, added in their order in float64
   * @throws IllegalArgumentException if shapes or targets do not fit; nothing is modified then
   */
  double forward(Tensor scores, T targets, double[] losses, Tensor gradient);

  /** The mean loss alone. */
  default double forward(Tensor scores, T targets) {
    return forward(scores, targets, null, null);
  }

  /**
   * What the scores mean, which says how probabilities and figures such as accuracy are made of
   * them; by default {@link Task#CLASSIFICATION}.
   */
  default Task task() {
    return Task.CLASSIFICATION;
  }
}
