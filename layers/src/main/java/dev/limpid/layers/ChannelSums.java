package dev.limpid.layers;

import dev.limpid.core.Parallel;
import java.util.Arrays;

/**
 * Sums over all rows of a {@code rows x channels} matrix: bias gradients.
 *
 * <p>Rows are cut into pieces whose size depends on the channels alone; the sums of the pieces are
 * added in order, in double.
 */
final class ChannelSums {
  private static final int PIECE_FLOATS = 1 << 14;

  private final int channels;
  private final int rowsPerPiece;
  private final Parallel parallel;
  private final double[] totals;
  private float[] partial = new float[0];

  ChannelSums(int channels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.parallel = parallel;
    this.totals = new double[channels];
  }

  /** Writes the sums of the columns of {@code values} into {@code sums}. */
  void sum(float[] values, int rows, float[] sums) {
    int pieces = (rows + rowsPerPiece - 1) / rowsPerPiece;
    if (partial.length < pieces * channels) {
      partial = new float[pieces * channels];
    }
    float[] sumsOfPieces = partial;
    parallel.forRange(
        rows,
        rowsPerPiece,
        (from, to) -> sumRows(values, from, to, sumsOfPieces, from / rowsPerPiece * channels));
    Arrays.fill(totals, 0);
    for (int piece = 0, at = 0; piece < pieces; piece++) {
      for (int c = 0; c < channels; c++, at++) {
        totals[c] += sumsOfPieces[at];
      }
    }
    for (int c = 0; c < channels; c++) {
      sums[c] = (float) totals[c];
    }
  }

  private void sumRows(float[] values, int from, int to, float[] sums, int offset) {
    Arrays.fill(sums, offset, offset + channels, 0);
    for (int row = from; row < to; row++) {
      int at = row * channels;
      for (int c = 0; c < channels; c++) {
        sums[offset + c] += values[at + c];
      }
    }
  }
}
