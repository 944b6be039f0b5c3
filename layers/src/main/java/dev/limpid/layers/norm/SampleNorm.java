package dev.limpid.layers.norm;

import dev.limpid.core.Parallel;
import java.util.Arrays;

/**
 * Normalises groups of values within each sample, which needs no statistics of a batch:
 *
 * <pre>
 * y = gamma (x - mean) / sqrt(variance + eps) + beta
 * </pre>
 *
 * <p>with mean and biased variance over the values of one group of one sample, computed in float64.
 * A sample is {@code positions x groups x width} values, of which a group has those of one column
 * block at all positions; gamma and beta belong to the {@code groups x width} columns.
 */
final class SampleNorm {
  private static final int PIECE_FLOATS = 1 << 15;

  private final int positions;
  private final int groups;
  private final int width;
  private final double epsilon;
  private final Parallel parallel;

  /** Mean and 1 / deviation of each group, of the last pass that backward follows. */
  private double[] kept = {};

  /** Sums of each piece of samples, for gamma and beta. */
  private double[] partial = {};

  SampleNorm(int positions, int groups, int width, double epsilon, Parallel parallel) {
    this.positions = positions;
    this.groups = groups;
    this.width = width;
    this.epsilon = epsilon;
    this.parallel = parallel;
  }

  private int columns() {
    return groups * width;
  }

  /** Values of a sample. */
  int sampleSize() {
    return positions * columns();
  }

  private int samplesOfPiece() {
    return Math.max(1, PIECE_FLOATS / sampleSize());
  }

  /**
   * The forward pass.
   *
   * @param keep whether a backward pass follows
   */
  void forward(float[] x, float[] y, int samples, float[] gamma, float[] beta, boolean keep) {
    if (keep && kept.length < 2 * samples * groups) {
      kept = new double[2 * samples * groups];
    }
    double[] statistics = keep ? kept : null;
    parallel.forRange(
        samples,
        samplesOfPiece(),
        (from, to) -> {
          for (int i = from * groups; i < to * groups; i++) {
            normalize(x, y, i, gamma, beta, statistics);
          }
        });
  }

  private void normalize(
      float[] x, float[] y, int group, float[] gamma, float[] beta, double[] statistics) {
    int start = start(group);
    int column = group % groups * width;
    double sum = 0;
    for (int p = 0, at = start; p < positions; p++, at += columns()) {
      for (int j = 0; j < width; j++) {
        sum += x[at + j];
      }
    }
    double mean = sum / (positions * width);
    double squares = 0;
    for (int p = 0, at = start; p < positions; p++, at += columns()) {
      for (int j = 0; j < width; j++) {
        double difference = x[at + j] - mean;
        squares += difference * difference;
      }
    }
    double inverse = 1 / Math.sqrt(squares / (positions * width) + epsilon);
    for (int p = 0, at = start; p < positions; p++, at += columns()) {
      for (int j = 0; j < width; j++) {
        y[at + j] = (float) (gamma[column + j] * ((x[at + j] - mean) * inverse) + beta[column + j]);
      }
    }
    if (statistics != null) {
      statistics[2 * group] = mean;
      statistics[2 * group + 1] = inverse;
    }
  }

  private int start(int group) {
    return group / groups * positions * columns() + group % groups * width;
  }

  /**
   * The backward pass. With {@code n = (x - mean) / deviation} and {@code g = gamma dy},
   *
   * <pre>
   * dx = (g - mean(g) - n mean(g n)) / deviation      dgamma = sum of dy n      dbeta = sum of dy
   * </pre>
   *
   * @param dx null where nobody needs it; may be {@code dy}
   */
  void backward(
      float[] x,
      float[] dy,
      float[] dx,
      int samples,
      float[] gamma,
      float[] dGamma,
      float[] dBeta) {
    int ofPiece = samplesOfPiece();
    int pieces = (samples + ofPiece - 1) / ofPiece;
    int size = 2 * columns();
    if (partial.length < pieces * size) {
      partial = new double[pieces * size];
    }
    Arrays.fill(partial, 0, pieces * size, 0);
    parallel.forRange(
        samples,
        ofPiece,
        (from, to) -> {
          int sums = from / ofPiece * size;
          for (int i = from * groups; i < to * groups; i++) {
            differentiate(x, dy, dx, i, gamma, sums);
          }
        });
    for (int c = 0; c < columns(); c++) {
      double sumOfGamma = 0;
      double sumOfBeta = 0;
      for (int piece = 0; piece < pieces; piece++) {
        sumOfGamma += partial[piece * size + 2 * c];
        sumOfBeta += partial[piece * size + 2 * c + 1];
      }
      dGamma[c] = (float) sumOfGamma;
      dBeta[c] = (float) sumOfBeta;
    }
  }

  private void differentiate(
      float[] x, float[] dy, float[] dx, int group, float[] gamma, int sums) {
    int start = start(group);
    int column = group % groups * width;
    double mean = kept[2 * group];
    double inverse = kept[2 * group + 1];
    double sum = 0;
    double product = 0;
    for (int p = 0, at = start; p < positions; p++, at += columns()) {
      for (int j = 0; j < width; j++) {
        double normalized = (x[at + j] - mean) * inverse;
        double upstream = dy[at + j];
        partial[sums + 2 * (column + j)] += upstream * normalized;
        partial[sums + 2 * (column + j) + 1] += upstream;
        sum += gamma[column + j] * upstream;
        product += gamma[column + j] * upstream * normalized;
      }
    }
    if (dx == null) {
      return;
    }
    double meanOfGradient = sum / (positions * width);
    double meanOfProduct = product / (positions * width);
    for (int p = 0, at = start; p < positions; p++, at += columns()) {
      for (int j = 0; j < width; j++) {
        double normalized = (x[at + j] - mean) * inverse;
        double gradient = (double) gamma[column + j] * dy[at + j];
        dx[at + j] = (float) ((gradient - meanOfGradient - normalized * meanOfProduct) * inverse);
      }
    }
  }
}
