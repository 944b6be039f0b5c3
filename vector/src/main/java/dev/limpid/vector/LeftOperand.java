package dev.limpid.vector;

/**
 * The left operand of a {@link BlockedProduct}, which packs blocks of itself: a matrix, or what
 * only looks like one, such as the patches of images.
 *
 * <p>Packing copies spans of neighbouring elements. Where those are of a row, a block is packed as
 * rows in chunks, {@code [depth / CHUNK][BLOCK_ROWS][CHUNK]} of {@link Tuning}; where they are of a
 * column, across, {@code [depth][ACROSS]}.
 */
interface LeftOperand {
  /** Whether its blocks are packed across. */
  boolean isAcross();

  /**
   * Packs a block.
   *
   * @param row first row
   * @param rows how many rows
   * @param column first column
   * @param columns how many columns, the depth of the block
   * @param packed modified
   */
  void pack(int row, int rows, int column, int columns, float[] packed);
}
