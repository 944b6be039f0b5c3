package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;

/**
 * BatchNorm's moving averages of the batches' means and variances, which inference normalises with.
 *
 * <pre>
 * moving = momentum * moving + (1 - momentum) * batch
 * </pre>
 *
 * <p>Momentum multiplies the <em>old</em> value (Keras). Means start at 0, variances at 1.
 */
final class MovingAverages {
  private final Parameter mean;
  private final Parameter variance;
  private final double momentum;
  private final boolean unbiased;

  /**
   * New averages.
   *
   * @param layer name of the layer, which the parameters are named after
   * @param shape {@code [C]}
   * @param momentum the share of the old value that each batch leaves
   * @param unbiased whether batch variances are averaged as n / (n - 1) times the biased ones
   */
  MovingAverages(String layer, Shape shape, double momentum, boolean unbiased) {
    this.mean = Parameter.statistic(layer + ".moving_mean", shape);
    this.variance = Parameter.statistic(layer + ".moving_variance", shape);
    this.momentum = momentum;
    this.unbiased = unbiased;
    variance.value().fill(1);
  }

  /** The means, {@code [C]}. */
  Parameter mean() {
    return mean;
  }

  /** The variances, {@code [C]}. */
  Parameter variance() {
    return variance;
  }

  /**
   * Moves towards a batch.
   *
   * @param batchMean of its {@code rows} values a channel
   * @param batchVariance the biased one
   */
  void add(float[] batchMean, float[] batchVariance, int rows) {
    double correction = unbiased && rows > 1 ? rows / (rows - 1.0) : 1;
    float[] means = mean.value().data();
    float[] variances = variance.value().data();
    for (int c = 0; c < mean.value().size(); c++) {
      means[c] = (float) (momentum * means[c] + (1 - momentum) * batchMean[c]);
      variances[c] =
          (float) (momentum * variances[c] + (1 - momentum) * correction * batchVariance[c]);
    }
  }

  /** Replaces the averages by the statistics of a whole set. */
  void set(PopulationStatistics population) {
    for (int c = 0; c < mean.value().size(); c++) {
      mean.value().data()[c] = (float) population.mean(c);
      variance.value().data()[c] = (float) population.variance(c);
    }
  }

  @Override
  public String toString() {
    return "mean " + mean.value() + ", variance " + variance.value();
  }
}
