package dev.limpid.layers;

import dev.limpid.core.Parallel;
import dev.limpid.core.rows.RowKernels;
import java.util.Arrays;

/**
 * Sums over all rows of a {@code rows x channels} matrix: bias gradients.
 *
 * <p>Rows are cut into pieces whose size depends on the channels alone; the sums of the pieces are
 * added in order.
 */
final class ChannelSums {
  private static final int PIECE_FLOATS = 1 << 15;

  private final int channels;
  private final int rowsPerPiece;
  private final RowKernels kernels;
  private final Parallel parallel;
  private final Parallel.Range pieceWork = this::sumPiece;
  private final double[] totals;
  private double[] partial = {};
  private float[] values;

  ChannelSums(int channels, RowKernels kernels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.kernels = kernels;
    this.parallel = parallel;
    this.totals = new double[channels];
  }

  /** Writes the sums of the columns of {@code matrix} into {@code sums}. */
  void sum(float[] matrix, int rows, float[] sums) {
    int pieces = (rows + rowsPerPiece - 1) / rowsPerPiece;
    if (partial.length < pieces * channels) {
      partial = new double[pieces * channels];
    }
    values = matrix;
    parallel.forRange(rows, rowsPerPiece, pieceWork);
    values = null;
    Arrays.fill(totals, 0);
    for (int piece = 0, at = 0; piece < pieces; piece++) {
      for (int c = 0; c < channels; c++, at++) {
        totals[c] += partial[at];
      }
    }
    for (int c = 0; c < channels; c++) {
      sums[c] = (float) totals[c];
    }
  }

  private void sumPiece(int from, int to) {
    int at = from / rowsPerPiece * channels;
    kernels.sum(values, from * channels, to - from, channels, partial, at);
  }
}
