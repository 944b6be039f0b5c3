package dev.limpid.core.vector;

/**
 * Adds the product of a few rows of A and a packed panel of B to a tile of C.
 *
 * <p>Each method is one plain loop over the depth, with the tile in local variables: that is the
 * form that HotSpot keeps in registers. A loop around it in the same method would lose that.
 */
abstract class MicroKernel {
  /** Rows of the tile. */
  abstract int rows();

  /** Columns of the tile, and of a packed panel of B. */
  abstract int columns();

  /**
   * Adds to a tile, with A in rows: element {@code (i, p)} is {@code a[aOffset + min(i, rows - 1) *
   * lda + p]}.
   *
   * @param depth how many products each element adds up
   * @param usedRows rows of A that exist; the last one stands in for those that don't
   * @param b the panel, {@code [depth][columns()]}
   * @param c the tile, all of its {@code rows() x columns()} elements exist
   */
  abstract void addRows(
      int depth,
      float[] a,
      int aOffset,
      int lda,
      int usedRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int ldc);

  /** Adds to a tile, with A packed as {@code [depth][rows()]}. */
  abstract void addPacked(
      int depth, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset, int ldc);
}
