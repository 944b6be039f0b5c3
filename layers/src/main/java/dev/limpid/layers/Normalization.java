package dev.limpid.layers;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;

/**
 * BatchNorm's forward formula, for each column of a {@code rows x channels} matrix, in one pass
 * over memory: {@code y = (x - mean) scale + shift}.
 */
final class Normalization {
  private static final int PIECE_FLOATS = 1 << 15;

  private final int channels;
  private final int rowsPerPiece;
  private final RowTile tile;
  private final Parallel parallel;
  private final float[] means;
  private final float[] scales;
  private final float[] shifts;

  Normalization(int channels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.tile = new RowTile(channels);
    this.parallel = parallel;
    this.means = tile.newConstants();
    this.scales = tile.newConstants();
    this.shifts = tile.newConstants();
  }

  /** Sets the constants of the columns. */
  void set(float[] mean, float[] scale, float[] shift) {
    tile.repeat(mean, 0, means);
    tile.repeat(scale, 0, scales);
    tile.repeat(shift, 0, shifts);
  }

  /** Writes {@code y}, which may be {@code x}. */
  void apply(float[] x, float[] y, int rows) {
    parallel.forRange(rows, rowsPerPiece, (from, to) -> applyToRows(x, y, from, to));
  }

  private void applyToRows(float[] x, float[] y, int fromRow, int toRow) {
    int to = toRow * channels;
    int width = tile.width();
    float[] values = Scratch.current().atLeast(Slot.ROWS, width);
    for (int at = fromRow * channels; at < to; at += width) {
      int length = Math.min(width, to - at);
      System.arraycopy(x, at, values, 0, length);
      normalize(values, means, scales, shifts, length);
      System.arraycopy(values, 0, y, at, length);
    }
  }

  private static void normalize(
      float[] values, float[] means, float[] scales, float[] shifts, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = (values[i] - means[i]) * scales[i] + shifts[i];
    }
  }
}
