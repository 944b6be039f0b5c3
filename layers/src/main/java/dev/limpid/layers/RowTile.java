package dev.limpid.layers;

import java.util.Arrays;

/**
 * Several rows of a {@code rows x channels} matrix, taken as one long row.
 *
 * <p>HotSpot turns a loop into vector instructions only where all arrays have the same plain index,
 * and its vector loops want some hundred rounds to pay; a row has as few as 64 channels. So loops
 * over channels copy a tile of whole rows into a buffer of its own, run over the tile, and have the
 * constants of the channels repeated for each of its rows. The copies stay in the first-level
 * cache. Measured on BatchNorm with 64 channels: 3 to 5 times faster than loops over single rows.
 */
final class RowTile {
  private static final int FLOATS = 1 << 10;

  private final int channels;
  private final int width;

  RowTile(int channels) {
    this.channels = channels;
    this.width = Math.max(1, FLOATS / channels) * channels;
  }

  /** Values in a tile: a multiple of the channels. */
  int width() {
    return width;
  }

  /** A new array for constants of the channels, {@link #repeat repeated}. */
  float[] newConstants() {
    return new float[width];
  }

  /** Writes the values of the channels for each row of a tile. */
  void repeat(float[] values, int offset, float[] tile) {
    System.arraycopy(values, offset, tile, 0, channels);
    for (int row = channels; row < width; row += channels) {
      System.arraycopy(tile, 0, tile, row, channels);
    }
  }

  /** {@code sums[i] += values[i]}. */
  static void add(float[] sums, float[] values, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += values[i];
    }
  }

  /** Adds up the rows of a tile. */
  void fold(float[] tile, float[] sums, int offset) {
    Arrays.fill(sums, offset, offset + channels, 0);
    for (int row = 0; row < width; row += channels) {
      for (int c = 0; c < channels; c++) {
        sums[offset + c] += tile[row + c];
      }
    }
  }
}
