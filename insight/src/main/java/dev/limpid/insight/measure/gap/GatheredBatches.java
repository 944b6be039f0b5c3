package dev.limpid.insight.measure.gap;

import dev.limpid.insight.population.Population;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.PopulationStatistics;
import java.util.ArrayList;
import java.util.List;

/**
 * What each batch of a gathering pass contributed to the population statistics of each BatchNorm
 * layer, and what that does to a loss.
 *
 * <p>The statistics come from a few batches, and so a loss that was measured with them is off even
 * for images without number. To first order, batch j moved it by
 *
 * <pre>
 * sum over layers and channels of  dL/dmean (mean_j - mean) + dL/dvariance (variance'_j - variance)
 * </pre>
 *
 * <p>times the batch's share of the values, with {@code variance'_j = square_j - 2 mean mean_j +
 * mean^2}: the infinitesimal jackknife (Jaeckel 1972; Efron 1982) over batches.
 */
final class GatheredBatches {
  private final List<BatchNorm> layers;
  private final List<double[][]> sums = new ArrayList<>();
  private double[][] before;

  private GatheredBatches(List<BatchNorm> layers) {
    this.layers = layers;
  }

  /** Begins to gather: forgets what the layers' population statistics were. */
  static GatheredBatches begin(List<BatchNorm> layers) {
    Population.begin(layers);
    GatheredBatches gathered = new GatheredBatches(layers);
    gathered.before = gathered.totals();
    return gathered;
  }

  /** For population statistics that were gathered on all images: no batch moved them. */
  static GatheredBatches ofAll(List<BatchNorm> layers) {
    return new GatheredBatches(layers);
  }

  /** To be called after each batch. */
  void batchDone() {
    double[][] now = totals();
    double[][] ofBatch = new double[layers.size()][];
    for (int i = 0; i < ofBatch.length; i++) {
      ofBatch[i] = now[i].clone();
      for (int c = 0; c < ofBatch[i].length; c++) {
        ofBatch[i][c] -= before[i][c];
      }
    }
    sums.add(ofBatch);
    before = now;
  }

  /** For each layer: sums of its channels, then sums of squares, then the count. */
  private double[][] totals() {
    double[][] totals = new double[layers.size()][];
    for (int i = 0; i < totals.length; i++) {
      PopulationStatistics population = layers.get(i).population();
      int channels = layers.get(i).gamma().value().size();
      totals[i] = new double[2 * channels + 1];
      for (int c = 0; c < channels; c++) {
        totals[i][c] = population.sum(c);
        totals[i][channels + c] = population.squareSum(c);
      }
      totals[i][2 * channels] = population.count();
    }
    return totals;
  }

  /**
   * By how much each batch moved a loss.
   *
   * @param sensitivity of the loss, for each layer: by the means, then by the variances
   * @param scale of the influences, see {@link Sampled#scale}
   */
  double[] noise(double[][] sensitivity, double scale) {
    double[] noise = new double[sums.size()];
    if (scale == 0) {
      return noise;
    }
    for (int i = 0; i < layers.size(); i++) {
      PopulationStatistics population = layers.get(i).population();
      int channels = layers.get(i).gamma().value().size();
      for (int j = 0; j < noise.length; j++) {
        double[] ofBatch = sums.get(j)[i];
        double count = ofBatch[2 * channels];
        double moved = 0;
        for (int c = 0; c < channels; c++) {
          double mean = population.mean(c);
          double meanOfBatch = ofBatch[c] / count;
          double squareOfBatch = ofBatch[channels + c] / count;
          double variance = squareOfBatch - 2 * mean * meanOfBatch + mean * mean;
          moved += sensitivity[i][c] * (meanOfBatch - mean);
          moved += sensitivity[i][channels + c] * (variance - population.variance(c));
        }
        noise[j] += scale * count / population.count() * moved;
      }
    }
    return noise;
  }
}
