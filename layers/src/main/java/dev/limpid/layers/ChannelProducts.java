package dev.limpid.layers;

import dev.limpid.core.Parallel;
import java.util.Arrays;

/**
 * The two sums of BatchNorm's backward pass, for each channel over all rows, in one pass over
 * memory: {@code sum dy} and {@code sum dy (x - mean) inverseDeviation}.
 *
 * <p>Pieces of rows are summed in float and added in order, in double.
 */
final class ChannelProducts {
  private static final int PIECE_FLOATS = 1 << 13;

  private final int channels;
  private final int rowsPerPiece;
  private final Parallel parallel;
  private float[] partial = new float[0];

  ChannelProducts(int channels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.parallel = parallel;
  }

  void compute(
      float[] x,
      float[] dy,
      int rows,
      float[] mean,
      float[] inverseDeviation,
      float[] sums,
      float[] products) {
    int pieces = (rows + rowsPerPiece - 1) / rowsPerPiece;
    int width = 2 * channels;
    if (partial.length < pieces * width) {
      partial = new float[pieces * width];
    }
    float[] ofPieces = partial;
    parallel.forRange(
        rows,
        rowsPerPiece,
        (from, to) -> {
          int offset = from / rowsPerPiece * width;
          Arrays.fill(ofPieces, offset, offset + width, 0);
          for (int row = from; row < to; row++) {
            addRow(x, dy, row * channels, mean, ofPieces, offset, channels);
          }
        });
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double product = 0;
      for (int piece = 0; piece < pieces; piece++) {
        sum += ofPieces[piece * width + c];
        product += ofPieces[piece * width + channels + c];
      }
      sums[c] = (float) sum;
      products[c] = (float) (product * inverseDeviation[c]);
    }
  }

  private static void addRow(
      float[] x, float[] dy, int at, float[] mean, float[] sums, int offset, int channels) {
    for (int c = 0; c < channels; c++) {
      sums[offset + c] += dy[at + c];
      sums[offset + channels + c] += dy[at + c] * (x[at + c] - mean[c]);
    }
  }
}
