package dev.limpid.core.rows;

import java.util.Arrays;

/** Several rows of a {@code rows x channels} matrix, taken as one long row; buffers of a thread. */
final class RowBlock {
  private static final int FLOATS = 1 << 10;
  private static final int CONSTANTS = 4;
  private static final ThreadLocal<RowBlock> CURRENT = ThreadLocal.withInitial(RowBlock::new);

  float[] rows = {};
  float[] moreRows = {};

  /** Zeros between two sums: {@link #fold} leaves them so. */
  float[] sums = {};

  float[] moreSums = {};
  private final float[][] constants = new float[CONSTANTS][0];

  private int channels;

  /** Values in the block: a multiple of the channels. */
  int width;

  private RowBlock() {}

  /** The block of the current thread, for matrices of so many channels and rows. */
  static RowBlock current(int channels, int rows) {
    RowBlock block = CURRENT.get();
    block.channels = channels;
    block.width = Math.max(1, Math.min(rows, FLOATS / channels)) * channels;
    if (block.rows.length < block.width) {
      block.rows = new float[block.width];
      block.moreRows = new float[block.width];
      block.sums = new float[block.width];
      block.moreSums = new float[block.width];
      for (int i = 0; i < CONSTANTS; i++) {
        block.constants[i] = new float[block.width];
      }
    }
    return block;
  }

  /** Copies a block, or the {@code left} values that there are, and returns how many. */
  int load(float[] x, int from, int left, float[] into) {
    int length = Math.min(width, left);
    System.arraycopy(x, from, into, 0, length);
    return length;
  }

  /** The constants number {@code index}: the values of the channels for each row of the block. */
  float[] repeat(float[] values, int index) {
    float[] block = constants[index];
    System.arraycopy(values, 0, block, 0, channels);
    for (int row = channels; row < width; row += channels) {
      System.arraycopy(block, 0, block, row, channels);
    }
    return block;
  }

  /** Adds the rows of a block of sums to {@code into}, and sets the block to zero. */
  void fold(float[] block, double[] into, int at) {
    for (int row = 0; row < width; row += channels) {
      for (int c = 0; c < channels; c++) {
        into[at + c] += block[row + c];
      }
    }
    Arrays.fill(block, 0, width, 0);
  }
}
