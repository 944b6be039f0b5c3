package dev.limpid.layers.norm;

import dev.limpid.core.Workers;
import dev.limpid.layers.Mode;
import java.util.Arrays;

/**
 * Mean and variance of a BatchNorm layer's input over a whole data set at frozen weights, gathered
 * from passes in {@link Mode#GATHER}.
 *
 * <pre>
 * mean     = sum n_b mean_b / sum n_b
 * variance = sum n_b (variance_b + mean_b^2) / sum n_b - mean^2
 * </pre>
 *
 * <p>with {@code n_b} values in batch b, and biased variances. It is the mean of second moments,
 * not of variances, and therefore the variance of the whole set, for this layer's input as it is in
 * batch mode.
 */
public final class PopulationStatistics {
  private final double[] sums;
  private final double[] squares;
  private double count;

  PopulationStatistics(int channels) {
    sums = new double[channels];
    squares = new double[channels];
  }

  /** Forgets everything. */
  public void reset() {
    Arrays.fill(sums, 0);
    Arrays.fill(squares, 0);
    count = 0;
  }

  /** What has been gathered so far, to be {@linkplain #restore put back} after other passes. */
  public PopulationStatistics copy() {
    PopulationStatistics copy = new PopulationStatistics(sums.length);
    copy.restore(this);
    return copy;
  }

  /** Forgets everything and takes what others have gathered, of as many channels. */
  public void restore(PopulationStatistics other) {
    System.arraycopy(other.sums, 0, sums, 0, sums.length);
    System.arraycopy(other.squares, 0, squares, 0, squares.length);
    count = other.count;
  }

  /**
   * Makes these the statistics of what all workers have gathered together.
   *
   * @param workers each has gathered some, of as many channels
   */
  public void join(Workers workers) {
    int channels = sums.length;
    double[] all = new double[2 * channels + 1];
    System.arraycopy(sums, 0, all, 0, channels);
    System.arraycopy(squares, 0, all, channels, channels);
    all[2 * channels] = count;
    workers.sum(all);
    System.arraycopy(all, 0, sums, 0, channels);
    System.arraycopy(all, channels, squares, 0, channels);
    count = all[2 * channels];
  }

  /** How many values a channel has seen: images times positions. */
  public double count() {
    return count;
  }

  /** Sum of a channel's values; that of a batch is the difference before and after its pass. */
  public double sum(int channel) {
    return sums[channel];
  }

  /** Sum of a channel's squared values. */
  public double squareSum(int channel) {
    return squares[channel];
  }

  /** Mean of a channel. */
  public double mean(int channel) {
    return sums[channel] / count;
  }

  /** Biased variance of a channel. */
  public double variance(int channel) {
    double mean = mean(channel);
    return Math.max(0, squares[channel] / count - mean * mean);
  }

  void add(float[] mean, float[] variance, int rows) {
    for (int c = 0; c < sums.length; c++) {
      sums[c] += rows * (double) mean[c];
      squares[c] += rows * (variance[c] + (double) mean[c] * mean[c]);
    }
    count += rows;
  }

  @Override
  public String toString() {
    return count == 0 ? "none gathered" : "of " + (long) count + " values a channel";
  }
}
