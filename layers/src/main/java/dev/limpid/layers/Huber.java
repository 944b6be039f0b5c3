package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * Huber's loss, a square near the target and a line far from it: with {@code d = score - target},
 *
 * <pre>
 * d^2 / 2                       where |d| &lt;= delta
 * delta (|d| - delta / 2)       elsewhere
 * </pre>
 *
 * <p>and the mean over all elements, as Keras's {@code Huber} and PyTorch's {@code HuberLoss}. The
 * loss of a sample is the mean over its elements. Scores and targets have the same shape {@code [N,
 * ...]}. Computed in float64.
 *
 * <p>Huber, "Robust Estimation of a Location Parameter" (1964).
 */
public final class Huber implements Loss<Tensor> {
  private final double delta;

  /** The loss with delta 1 (Keras's and PyTorch's default). */
  public Huber() {
    this(1);
  }

  /**
   * The loss with this delta.
   *
   * @param delta where the square becomes a line; above 0 and finite
   */
  public Huber(double delta) {
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("Huber: delta must be above 0, but is " + delta);
    }
    this.delta = delta;
  }

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
    double distance = Math.abs(score - target);
    return distance <= delta ? distance * distance / 2 : delta * (distance - delta / 2);
  }

  private double slope(double score, double target) {
    return Math.max(-delta, Math.min(delta, score - target));
  }

  @Override
  public String toString() {
    return "Huber(delta " + delta + ")";
  }
}
