package dev.limpid.core.rows;

import java.util.Arrays;

/** Several rows of a {@code rows x channels} matrix, taken as one long row; buffers of a thread. */
final class RowTile {
  private static final int FLOATS = 1 << 10;
  private static final int CONSTANTS = 4;
  private static final ThreadLocal<RowTile> CURRENT = ThreadLocal.withInitial(RowTile::new);

  float[] rows = {};
  float[] moreRows = {};

  /** Zeros between two sums: {@link #fold} leaves them so. */
  float[] sums = {};

  float[] moreSums = {};
  private final float[][] constants = new float[CONSTANTS][0];

  private int channels;

  /** Values in the tile: a multiple of the channels. */
  int width;

  private RowTile() {}

  /** The tile of the current thread, for matrices of so many channels and rows. */
  static RowTile current(int channels, int rows) {
    RowTile tile = CURRENT.get();
    tile.channels = channels;
    tile.width = Math.max(1, Math.min(rows, FLOATS / channels)) * channels;
    if (tile.rows.length < tile.width) {
      tile.rows = new float[tile.width];
      tile.moreRows = new float[tile.width];
      tile.sums = new float[tile.width];
      tile.moreSums = new float[tile.width];
      for (int i = 0; i < CONSTANTS; i++) {
        tile.constants[i] = new float[tile.width];
      }
    }
    return tile;
  }

  /** Copies a tile, or the {@code left} values that there are, and returns how many. */
  int load(float[] x, int from, int left, float[] into) {
    int length = Math.min(width, left);
    System.arraycopy(x, from, into, 0, length);
    return length;
  }

  /** The constants number {@code index}: the values of the channels for each row of the tile. */
  float[] repeat(float[] values, int index) {
    float[] tile = constants[index];
    System.arraycopy(values, 0, tile, 0, channels);
    for (int row = channels; row < width; row += channels) {
      System.arraycopy(tile, 0, tile, row, channels);
    }
    return tile;
  }

  /** Adds the rows of a tile of sums to {@code into}, and sets the tile to zero. */
  void fold(float[] tile, double[] into, int at) {
    for (int row = 0; row < width; row += channels) {
      for (int c = 0; c < channels; c++) {
        into[at + c] += tile[row + c];
      }
    }
    Arrays.fill(tile, 0, width, 0);
  }
}
