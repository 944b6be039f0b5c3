package dev.limpid.train.health;

import dev.limpid.core.Parallel;
import dev.limpid.core.Tensor;

/**
 * What a layer puts out for a batch.
 *
 * @param mean of all values
 * @param deviation of all values, the biased one
 * @param zeroShare share of channels (the last axis) in which no value is above 0
 */
record ActivationStatistics(double mean, double deviation, double zeroShare) {
  /** Of a layer whose output is not to be had. */
  static final ActivationStatistics NONE =
      new ActivationStatistics(Double.NaN, Double.NaN, Double.NaN);

  private static final int PIECE_FLOATS = 1 << 18;

  /**
   * The statistics of a tensor {@code [N, ..., C]}. Channel by channel, in float64, and in pieces
   * whose sums are added in their order.
   */
  static ActivationStatistics of(Tensor output, Parallel parallel) {
    int channels = output.shape().dim(-1);
    int rows = output.size() / channels;
    int rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    int pieces = (rows + rowsPerPiece - 1) / rowsPerPiece;
    double[][] sums = new double[pieces][channels];
    double[][] squares = new double[pieces][channels];
    float[][] highest = new float[pieces][channels];
    parallel.forEach(
        pieces,
        piece -> {
          int to = Math.min(rows, (piece + 1) * rowsPerPiece);
          for (int row = piece * rowsPerPiece; row < to; row++) {
            addRow(output.data(), row * channels, sums[piece], squares[piece], highest[piece]);
          }
        });
    double sum = 0;
    double square = 0;
    int zeros = 0;
    for (int c = 0; c < channels; c++) {
      float most = 0;
      for (int piece = 0; piece < pieces; piece++) {
        sum += sums[piece][c];
        square += squares[piece][c];
        most = Math.max(most, highest[piece][c]);
      }
      zeros += most == 0 ? 1 : 0;
    }
    double mean = sum / output.size();
    double variance = Math.max(0, square / output.size() - mean * mean);
    return new ActivationStatistics(mean, Math.sqrt(variance), (double) zeros / channels);
  }

  private static void addRow(
      float[] values, int at, double[] sums, double[] squares, float[] highest) {
    for (int c = 0; c < sums.length; c++) {
      double value = values[at + c];
      sums[c] += value;
      squares[c] += value * value;
    }
    for (int c = 0; c < highest.length; c++) {
      highest[c] = Math.max(highest[c], values[at + c]);
    }
  }
}
