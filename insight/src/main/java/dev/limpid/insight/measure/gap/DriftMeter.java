package dev.limpid.insight.measure.gap;

import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.layers.norm.PopulationStatistics;
import java.util.Arrays;
import java.util.List;

/**
 * Measures how far BatchNorm's moving averages have drifted from the population statistics that
 * were gathered at the present weights.
 *
 * <p>A channel is taken as two normal distributions, p with the population's mean and variance and
 * q with those of inference. As BatchNorm divides by {@code sqrt(variance + eps)}, both variances
 * have the layer's eps added, which also keeps a dead channel (variance 0) finite:
 *
 * <pre>
 * mean shift           |mean_q - mean_p| / sqrt(v_p)               v = variance + eps
 * log deviation ratio  |ln(v_q / v_p)| / 2
 * divergence           KL(p, q) + KL(q, p) = (v_p / v_q + v_q / v_p - 2 + d^2 / v_p + d^2 / v_q) / 2
 * </pre>
 *
 * <p>with {@code d = mean_q - mean_p}; each is 0 where inference uses the population statistics.
 * The 90th percentile is interpolated linearly (NumPy's default).
 */
public final class DriftMeter {
  private DriftMeter() {}

  /**
   * The drift of each BatchNorm layer, from the input on.
   *
   * @param network in which population statistics have been gathered ({@link
   *     dev.limpid.layers.Mode#GATHER}) at the present weights
   * @param stepsPerEpoch put beside the number of steps that the averages remember
   * @return one for each BatchNorm layer; empty if there is none
   * @throws IllegalStateException if a layer has no population statistics
   */
  public static List<LayerDrift> measure(Network network, int stepsPerEpoch) {
    return KnownStatistics.moved(network).stream()
        .map(layer -> measure(layer, stepsPerEpoch))
        .toList();
  }

  private static LayerDrift measure(BatchNorm layer, int stepsPerEpoch) {
    PopulationStatistics population = layer.population();
    if (population.count() == 0) {
      throw new IllegalStateException(
          layer + " has no population statistics; run passes in Mode.GATHER first");
    }
    float[] means = layer.movingMean().value().data();
    float[] variances = layer.movingVariance().value().data();
    int channels = layer.movingMean().value().size();
    double[] shifts = new double[channels];
    double[] logRatios = new double[channels];
    double[] divergences = new double[channels];
    for (int c = 0; c < channels; c++) {
      double p = population.variance(c) + layer.epsilon();
      double q = variances[c] + layer.epsilon();
      double d = means[c] - population.mean(c);
      shifts[c] = Math.abs(d) / Math.sqrt(p);
      logRatios[c] = Math.abs(Math.log(q / p)) / 2;
      // (p - q)^2 / p q = p / q + q / p - 2, without the cancellation
      divergences[c] = ((p - q) * (p - q) / (p * q) + d * d / p + d * d / q) / 2;
    }
    return new LayerDrift(
        layer.name(),
        channels,
        quantiles(shifts),
        quantiles(logRatios),
        quantiles(divergences),
        layer.memorySteps(),
        stepsPerEpoch);
  }

  /** A NaN counts as worst of all. */
  static LayerDrift.Quantiles quantiles(double[] ofChannels) {
    int worst = 0;
    for (int c = 1; c < ofChannels.length; c++) {
      worst = Double.compare(ofChannels[c], ofChannels[worst]) > 0 ? c : worst;
    }
    double[] sorted = ofChannels.clone();
    Arrays.sort(sorted);
    return new LayerDrift.Quantiles(
        quantile(sorted, 0.5), quantile(sorted, 0.9), ofChannels[worst], worst);
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    double weight = at - below;
    return weight == 0 ? sorted[below] : (1 - weight) * sorted[below] + weight * sorted[above];
  }
}
