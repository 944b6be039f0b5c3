package dev.limpid.core.vector;

/**
 * A matrix in an array, or its transpose.
 *
 * @param transposed whether the array holds the transpose; then it packs across, else rows
 * @param data not modified
 * @param offset where it starts
 * @param ld row stride, as stored
 */
record MatrixOperand(boolean transposed, float[] data, int offset, int ld) implements LeftOperand {
  @Override
  public void packRows(int row, int rows, int column, int columns, float[] packed) {
    int step = MicroKernel.LDA;
    for (int i = 0; i < rows; i++) {
      int source = offset + (row + i) * ld + column;
      for (int p = 0; p < columns; p += step) {
        int used = Math.min(step, columns - p);
        System.arraycopy(data, source + p, packed, p * BlockedProduct.ROWS + i * step, used);
      }
    }
  }

  @Override
  public void packAcross(int row, int rows, int column, int columns, float[] packed) {
    for (int p = 0; p < columns; p++) {
      int source = offset + (column + p) * ld + row;
      System.arraycopy(data, source, packed, p * BlockedProduct.ROWS, rows);
    }
  }
}
