package dev.limpid.core.vector;

/**
 * The left operand of a {@link BlockedProduct}, which packs blocks of itself: a matrix, or what
 * only looks like one, such as the patches of images.
 */
interface LeftOperand {
  /**
   * Packs a block as rows in chunks, {@code [depth / LDA][ROWS][LDA]} with {@code LDA} of {@link
   * MicroKernel} and {@code ROWS} of {@link BlockedProduct}.
   *
   * @param row first row
   * @param rows how many rows
   * @param column first column
   * @param columns how many columns
   * @param packed modified
   */
  void packRows(int row, int rows, int column, int columns, float[] packed);

  /** Packs the transpose of a block, {@code [columns][ROWS]}. */
  void packAcross(int row, int rows, int column, int columns, float[] packed);
}
