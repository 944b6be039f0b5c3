package dev.limpid.insight.gap;

/**
 * The distance of the moving averages of a BatchNorm layer from the population statistics.
 *
 * @param layer the layer's name
 * @param channels how many
 * @param meanShift over the channels: |moving mean - population mean|, in population deviations
 * @param logDeviationRatio over the channels: |ln(moving deviation / population deviation)|
 * @param divergence over the channels: symmetric Kullback-Leibler divergence of the two normal
 *     distributions, KL(p, q) + KL(q, p), in nats
 * @param memorySteps how many steps the moving average remembers, 1 / (1 - momentum); see {@link
 *     dev.limpid.layers.norm.BatchNorm#memorySteps}
 * @param stepsPerEpoch beside it
 */
public record LayerDrift(
    String layer,
    int channels,
    Quantiles meanShift,
    Quantiles logDeviationRatio,
    Quantiles divergence,
    double memorySteps,
    int stepsPerEpoch) {
  /**
   * A quantity over the channels of a layer.
   *
   * @param worstChannel which one has the worst
   */
  public record Quantiles(double median, double ninetieth, double worst, int worstChannel) {}
}
