package dev.limpid.layers.norm;

import dev.limpid.core.Parallel;
import dev.limpid.core.rows.RowKernels;

/**
 * The passes over memory of BatchNorm's backward pass, for each column of {@code rows x channels}
 * matrices: one for the two sums, one for the gradient by the input.
 *
 * <p>The sums of pieces of rows are added in order.
 */
final class BatchNormGradient {
  private static final int PIECE_FLOATS = 1 << 14;

  private final int channels;
  private final int rowsPerPiece;
  private final RowKernels kernels;
  private final Parallel parallel;
  private double[] partialSums = {};
  private double[] partialProducts = {};

  BatchNormGradient(int channels, RowKernels kernels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.kernels = kernels;
    this.parallel = parallel;
  }

  /** Writes {@code sum dy} and {@code sum dy (x - mean)} for each column. */
  void sums(float[] x, float[] dy, int rows, float[] mean, float[] sums, float[] products) {
    int pieces = (rows + rowsPerPiece - 1) / rowsPerPiece;
    if (partialSums.length < pieces * channels) {
      partialSums = new double[pieces * channels];
      partialProducts = new double[pieces * channels];
    }
    double[] ofSums = partialSums;
    double[] ofProducts = partialProducts;
    parallel.forRange(
        rows,
        rowsPerPiece,
        (from, to) -> {
          int at = from / rowsPerPiece * channels;
          int offset = from * channels;
          kernels.sumProducts(x, dy, offset, to - from, channels, mean, ofSums, ofProducts, at);
        });
    add(ofSums, pieces, sums);
    add(ofProducts, pieces, products);
  }

  private void add(double[] ofPieces, int pieces, float[] sums) {
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int piece = 0; piece < pieces; piece++) {
        sum += ofPieces[piece * channels + c];
      }
      sums[c] = (float) sum;
    }
  }

  /**
   * Writes {@code dx = a dy + b (x - mean) + d}, with constants of the columns; {@code dx} may be
   * {@code dy}.
   *
   * @param rectified whether to differentiate a ReLU too, out of which {@code x} came
   */
  void inputGradient(
      float[] x,
      float[] dy,
      float[] dx,
      int rows,
      float[] mean,
      float[] a,
      float[] b,
      float[] d,
      boolean rectified) {
    parallel.forRange(
        rows,
        rowsPerPiece,
        (from, to) ->
            kernels.gradient(
                x, dy, dx, from * channels, to - from, channels, mean, a, b, d, rectified));
  }
}
