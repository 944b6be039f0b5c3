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
   * Packs a panel, {@code [depth][width]}; columns that are missing become zero.
   *
   * @param row first row
   * @param depth how many rows
   * @param column first column
   * @param used how many columns there are
   * @param width how many columns the panel has
   * @param packed modified from {@code at} on
   */
  void pack(int row, int depth, int column, int used, int width, float[] packed, int at) {
    if (used < width) {
      Arrays.fill(packed, at, at + depth * width, 0);
    }
    if (transposed) {
      for (int p = 0; p < depth; p += RUN) {
        int run = Math.min(RUN, depth - p);
        for (int j = 0; j < used; j++) {
          int source = offset + (column + j) * ld + row + p;
          scatter(data, source, run, packed, at + p * width + j, width);
        }
      }
    } else {
      for (int p = 0; p < depth; p++) {
        int source = offset + (row + p) * ld + column;
        System.arraycopy(data, source, packed, at + p * width, used);
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
