package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * The mean over all elements of {@code (score - target)^2}, as Keras's {@code MeanSquaredError} and
 * PyTorch's {@code MSELoss}. The loss of a sample is the mean over its elements.
 *
 * <p>Scores and targets have the same shape {@code [N, ...]}. Computed in float64. The gradient is
 * {@code 2 (score - target) / elements}.
 */
public final class MeanSquaredError implements Loss<Tensor> {
  /** The loss has no options. */
  public MeanSquaredError() {}

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
    double difference = score - target;
    return difference * difference;
  }

  private double slope(double score, double target) {
    return 2 * (score - target);
  }

  @Override
  public String toString() {
    return "MeanSquaredError";
  }
}
