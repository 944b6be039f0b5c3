package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * The mean over all elements of {@code |score - target|}, as Keras's {@code MeanAbsoluteError} and
 * PyTorch's {@code L1Loss}. The loss of a sample is the mean over its elements.
 *
 * <p>Scores and targets have the same shape {@code [N, ...]}. Computed in float64. The gradient is
 * the sign of {@code score - target}, 0 where they are equal, over the number of elements.
 */
public final class MeanAbsoluteError implements Loss<Tensor> {
  /** The loss has no options. */
  public MeanAbsoluteError() {}

  @Override
  public Task task() {
    return Task.REGRESSION;
  }

  @Override
  public double forward(Tensor scores, Tensor targets, double[] losses, Tensor gradient) {
    return Elementwise.forward(
        this, this::loss, this::slope, false, scores, targets, losses, gradient);
  }

  private double loss(double score, double target) {
    return Math.abs(score - target);
  }

  private double slope(double score, double target) {
    return Math.signum(score - target);
  }

  @Override
  public String toString() {
    return "MeanAbsoluteError";
  }
}
