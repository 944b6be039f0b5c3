package dev.limpid.layers;

import dev.limpid.core.Parallel;
import java.util.Arrays;

/**
 * Mean and biased variance of each column of a {@code rows x channels} matrix, in one pass over
 * memory.
 *
 * <p>Rows are cut into pieces that stay in cache; each piece takes its mean and then its sum of
 * squared deviations, and the pieces are merged in order by Chan, Golub and LeVeque's formula
 * ("Algorithms for Computing the Sample Variance", 1983), in double. So nothing is lost where the
 * mean is large beside the deviation, and the bits don't depend on the number of threads.
 */
final class BatchStatistics {
  private static final int PIECE_FLOATS = 1 << 13;

  private final int channels;
  private final int rowsPerPiece;
  private final Parallel parallel;
  private final double[] mergedMean;
  private final double[] mergedSquares;
  private float[] pieceMeans = new float[0];
  private float[] pieceSquares = new float[0];

  BatchStatistics(int channels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.parallel = parallel;
    this.mergedMean = new double[channels];
    this.mergedSquares = new double[channels];
  }

  /** Writes mean and biased variance (divided by {@code rows}) of each column. */
  void compute(float[] values, int rows, float[] mean, float[] variance) {
    int pieces = (rows + rowsPerPiece - 1) / rowsPerPiece;
    if (pieceMeans.length < pieces * channels) {
      pieceMeans = new float[pieces * channels];
      pieceSquares = new float[pieces * channels];
    }
    parallel.forRange(
        rows,
        rowsPerPiece,
        (from, to) -> {
          int offset = from / rowsPerPiece * channels;
          meanOfRows(values, from, to, offset);
          squaresOfRows(values, from, to, offset);
        });
    merge(rows, pieces);
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) mergedMean[c];
      variance[c] = (float) (mergedSquares[c] / rows);
    }
  }

  private void meanOfRows(float[] values, int from, int to, int offset) {
    Arrays.fill(pieceMeans, offset, offset + channels, 0);
    for (int row = from; row < to; row++) {
      addRow(values, row * channels, pieceMeans, offset, channels);
    }
    float scale = 1f / (to - from);
    for (int c = offset; c < offset + channels; c++) {
      pieceMeans[c] *= scale;
    }
  }

  private void squaresOfRows(float[] values, int from, int to, int offset) {
    Arrays.fill(pieceSquares, offset, offset + channels, 0);
    for (int row = from; row < to; row++) {
      addSquares(values, row * channels, pieceMeans, pieceSquares, offset, channels);
    }
  }

  private static void addRow(float[] values, int at, float[] sums, int offset, int channels) {
    for (int c = 0; c < channels; c++) {
      sums[offset + c] += values[at + c];
    }
  }

  private static void addSquares(
      float[] values, int at, float[] means, float[] squares, int offset, int channels) {
    for (int c = 0; c < channels; c++) {
      float deviation = values[at + c] - means[offset + c];
      squares[offset + c] += deviation * deviation;
    }
  }

  private void merge(int rows, int pieces) {
    Arrays.fill(mergedMean, 0);
    Arrays.fill(mergedSquares, 0);
    double seen = 0;
    for (int piece = 0; piece < pieces; piece++) {
      int from = piece * rowsPerPiece;
      double count = Math.min(from + rowsPerPiece, rows) - from;
      double all = seen + count;
      for (int c = 0, at = piece * channels; c < channels; c++, at++) {
        double shift = pieceMeans[at] - mergedMean[c];
        mergedMean[c] += shift * (count / all);
        mergedSquares[c] += pieceSquares[at] + shift * shift * (seen * count / all);
      }
      seen = all;
    }
  }
}
