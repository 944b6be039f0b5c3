package dev.limpid.core.vector;

import java.util.Arrays;

/**
 * The right operand of a {@link BlockedProduct}: a matrix in an array, or its transpose.
 *
 * @param transposed whether the array holds the transpose
 * @param data not modified
 * @param offset where it starts
 * @param ld row stride, as stored
 */
record RightOperand(boolean transposed, float[] data, int offset, int ld) {
  /** Rows of a transposed panel that are packed at a time, so that they stay in the cache. */
  private static final int RUN = 64;

  /**
   * Packs panels, {@code [panel][depth][width]}; columns that the last one misses become zero.
   *
   * @param row first row
   * @param depth how many rows
   * @param column first column
   * @param used how many columns there are
   * @param width how many columns a panel has
   * @param packed modified from {@code at} on
   */
  void pack(int row, int depth, int column, int used, int width, float[] packed, int at) {
    int rest = used % width;
    if (rest > 0) {
      int last = at + (used - rest) * depth;
      Arrays.fill(packed, last, last + depth * width, 0);
    }
    if (transposed) {
      for (int j = 0; j < used; j += width) {
        int columns = Math.min(width, used - j);
        packTransposed(row, depth, column + j, columns, width, packed, at + j * depth);
      }
    } else {
      for (int p = 0; p < depth; p++) {
        int source = offset + (row + p) * ld + column;
        int target = at + p * width;
        for (int j = 0; j < used; j += width) {
          int columns = Math.min(width, used - j);
          System.arraycopy(data, source + j, packed, target + j * depth, columns);
        }
      }
    }
  }

  private void packTransposed(
      int row, int depth, int column, int used, int width, float[] packed, int at) {
    for (int p = 0; p < depth; p += RUN) {
      int run = Math.min(RUN, depth - p);
      for (int j = 0; j < used; j++) {
        int source = offset + (column + j) * ld + row + p;
        scatter(data, source, run, packed, at + p * width + j, width);
      }
    }
  }

  private static void scatter(
      float[] source, int from, int size, float[] target, int to, int step) {
    for (int i = 0; i < size; i++) {
      target[to + i * step] = source[from + i];
    }
  }
}
