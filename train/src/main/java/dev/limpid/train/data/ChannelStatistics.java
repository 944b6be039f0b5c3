package dev.limpid.train.data;

import dev.limpid.core.Shape;
import dev.limpid.layers.Normalization;

/**
 * Mean and variance of each channel over a data set, in float64: of each image first, then joined
 * (Chan, Golub and LeVeque, "Algorithms for computing the sample variance", 1983).
 */
final class ChannelStatistics {
  private final int channels;
  private final double[] mean;
  private final double[] squares;
  private double count;

  private ChannelStatistics(int channels) {
    this.channels = channels;
    mean = new double[channels];
    squares = new double[channels];
  }

  static Normalization of(Dataset data) {
    Shape shape = data.sampleShape();
    if (data.size() == 0 || shape.rank() < 1 || shape.size() == 0) {
      throw new IllegalArgumentException(
          "a normalization is fitted to one sample or more, with values, but there are "
              + data.size()
              + " of "
              + shape);
    }
    ChannelStatistics all = new ChannelStatistics(shape.dim(-1));
    Batch one = new Batch("images", shape, 1);
    for (int i = 0; i < data.size(); i++) {
      one.fill(data, new int[] {i}, 0, 1);
      all.add(one.x().data(), shape.size());
    }
    double[] variance = new double[all.channels];
    for (int c = 0; c < variance.length; c++) {
      variance[c] = all.squares[c] / all.count;
    }
    return Normalization.of(all.mean, variance);
  }

  private void add(float[] values, int size) {
    double added = (double) size / channels;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int i = c; i < size; i += channels) {
        sum += values[i];
      }
      double meanOfImage = sum / added;
      double squaresOfImage = 0;
      for (int i = c; i < size; i += channels) {
        double distance = values[i] - meanOfImage;
        squaresOfImage += distance * distance;
      }
      double distance = meanOfImage - mean[c];
      mean[c] += distance * added / (count + added);
      squares[c] += squaresOfImage + distance * distance * count * added / (count + added);
    }
    count += added;
  }
}
