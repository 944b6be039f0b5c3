package dev.limpid.layers.norm;

import dev.limpid.core.Parallel;
import dev.limpid.core.rows.RowKernels;

/**
 * BatchNorm's forward formula, for each column of a {@code rows x channels} matrix, in one pass
 * over memory: {@code y = (x - mean) scale + shift}.
 */
final class Normalization {
  private static final int PIECE_FLOATS = 1 << 15;

  private final int channels;
  private final int rowsPerPiece;
  private final RowKernels kernels;
  private final Parallel parallel;

  Normalization(int channels, RowKernels kernels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.kernels = kernels;
    this.parallel = parallel;
  }

  /** Writes {@code y}, which may be {@code x}. */
  void apply(float[] x, float[] y, int rows, float[] mean, float[] scale, float[] shift) {
    parallel.forRange(
        rows,
        rowsPerPiece,
        (from, to) ->
            kernels.normalize(x, y, from * channels, to - from, channels, mean, scale, shift));
  }
}
