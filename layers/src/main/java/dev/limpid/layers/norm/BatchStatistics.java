package dev.limpid.layers.norm;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.rows.RowKernels;
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
  private static final int PIECE_FLOATS = 1 << 15;

  private final int channels;
  private final int rowsPerPiece;
  private final RowKernels kernels;
  private final Parallel parallel;
  private final Parallel.Range pieceWork = this::computePiece;
  private final double[] mergedMean;
  private final double[] mergedSquares;
  private double[] pieceMeans = {};
  private double[] pieceSquares = {};
  private float[] values;

  BatchStatistics(int channels, RowKernels kernels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.kernels = kernels;
    this.parallel = parallel;
    this.mergedMean = new double[channels];
    this.mergedSquares = new double[channels];
  }

  /** Writes mean and biased variance (divided by {@code rows}) of each column. */
  void compute(float[] matrix, int rows, float[] mean, float[] variance) {
    int pieces = (rows + rowsPerPiece - 1) / rowsPerPiece;
    if (pieceMeans.length < pieces * channels) {
      pieceMeans = new double[pieces * channels];
      pieceSquares = new double[pieces * channels];
    }
    values = matrix;
    parallel.forRange(rows, rowsPerPiece, pieceWork);
    values = null;
    merge(rows, pieces);
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) mergedMean[c];
      variance[c] = (float) (mergedSquares[c] / rows);
    }
  }

  private void computePiece(int from, int to) {
    int offset = from * channels;
    int rows = to - from;
    int ofPiece = from / rowsPerPiece * channels;
    float[] rounded = Scratch.current().atLeast(Slot.PARTIAL, channels);
    kernels.sum(values, offset, rows, channels, pieceMeans, ofPiece);
    for (int c = 0; c < channels; c++) {
      pieceMeans[ofPiece + c] /= rows;
      rounded[c] = (float) pieceMeans[ofPiece + c];
    }
    kernels.sumSquares(values, offset, rows, channels, rounded, pieceSquares, ofPiece);
    for (int c = 0; c < channels; c++) {
      double shift = pieceMeans[ofPiece + c] - rounded[c];
      pieceSquares[ofPiece + c] -= rows * shift * shift;
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
