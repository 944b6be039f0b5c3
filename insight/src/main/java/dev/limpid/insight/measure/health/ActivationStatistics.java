package dev.limpid.insight.measure.health;

import dev.limpid.core.Parallel;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Network;

/**
 * The statistics of what a layer puts out for a batch.
 *
 * @param mean of all values
 * @param deviation of all values, the biased one
 */
record ActivationStatistics(double mean, double deviation) {
  /** The statistics of a layer whose output is not to be had. */
  static final ActivationStatistics NONE = new ActivationStatistics(Double.NaN, Double.NaN);

  private static final int PIECE = 1 << 18;

  /** Sums in float64, in pieces that are added in their order. */
  static ActivationStatistics of(Tensor output, Parallel parallel) {
    int pieces = (output.size() + PIECE - 1) / PIECE;
    double[] sums = new double[pieces];
    double[] squares = new double[pieces];
    parallel.forEach(
        pieces,
        piece -> {
          int from = piece * PIECE;
          addUp(output.data(), from, Math.min(from + PIECE, output.size()), piece, sums, squares);
        });
    double sum = 0;
    double square = 0;
    for (int piece = 0; piece < pieces; piece++) {
      sum += sums[piece];
      square += squares[piece];
    }
    double mean = sum / output.size();
    double variance = Math.max(0, square / output.size() - mean * mean);
    return new ActivationStatistics(mean, Math.sqrt(variance));
  }

  /** Four sums at a time, so that an addition need not wait for the one before. */
  private static void addUp(
      float[] values, int from, int to, int piece, double[] sums, double[] squares) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    int i = from;
    for (; i <= to - 4; i += 4) {
      double a = values[i];
      double b = values[i + 1];
      double c = values[i + 2];
      double d = values[i + 3];
      s0 += a;
      s1 += b;
      s2 += c;
      s3 += d;
      q0 += a * a;
      q1 += b * b;
      q2 += c * c;
      q3 += d * d;
    }
    for (; i < to; i++) {
      double a = values[i];
      s0 += a;
      q0 += a * a;
    }
    sums[piece] = (s0 + s1) + (s2 + s3);
    squares[piece] = (q0 + q1) + (q2 + q3);
  }

  /** How many layers a training step goes through: a final Softmax is part of the loss. */
  static int visited(Network network) {
    return network.layers().size() - (network.endsWithSoftmax() ? 1 : 0);
  }
}
