package dev.limpid.insight.measure.health;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What images at random say of the first weights: four pairs of half-batches, so that the noise
 * scale has an interval, and no small first batch makes the loss.
 *
 * @param loss mean loss
 * @param saturatedShare share of images whose highest probability is above 0.999
 * @param noiseScale the gradient noise scale, in images; infinite where the signal could not be
 *     told from 0
 * @param leastNoiseScale what it is at least, sure to 95 %: with the signal's upper bound by
 *     Student's t
 */
record FirstWeights(double loss, double saturatedShare, double noiseScale, double leastNoiseScale) {
  private static final int PAIRS = 4;

  /** The 95 % quantile of Student's t with three degrees of freedom, to one side. */
  private static final double T95 = 2.353;

  /** Asks a probe that has not been asked yet. */
  static FirstWeights measure(NoiseProbe probe) {
    List<NoiseProbe.Sample> samples = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      samples.add(probe.sample(pair));
    }
    double signal = mean(samples, NoiseProbe.Sample::signal);
    double noise = mean(samples, NoiseProbe.Sample::noise);
    double variance =
        mean(samples, sample -> Math.pow(sample.signal() - signal, 2)) * PAIRS / (PAIRS - 1);
    return new FirstWeights(
        mean(samples, NoiseProbe.Sample::loss),
        mean(samples, NoiseProbe.Sample::saturatedShare),
        NoiseProbe.scale(noise, signal),
        NoiseProbe.scale(noise, signal + T95 * Math.sqrt(variance / PAIRS)));
  }

  private static double mean(
      List<NoiseProbe.Sample> samples, ToDoubleFunction<NoiseProbe.Sample> figure) {
    return samples.stream().mapToDouble(figure).average().orElseThrow();
  }
}
