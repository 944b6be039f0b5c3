package dev.limpid.vector;

import dev.limpid.core.gemm.Matrix;

/** A matrix as left operand; a transposed one is packed across. */
record MatrixOperand(Matrix matrix) implements LeftOperand {
  @Override
  public boolean isAcross() {
    return matrix.transposed();
  }

  @Override
  public void pack(int row, int rows, int column, int columns, float[] packed) {
    if (matrix.transposed()) {
      packAcross(row, rows, column, columns, packed);
    } else {
      packRows(row, rows, column, columns, packed);
    }
  }

  private void packRows(int row, int rows, int column, int columns, float[] packed) {
    int chunk = Tuning.CHUNK;
    if (columns <= ShortSpans.MOST) {
      int source = matrix.offset() + row * matrix.rowStride() + column;
      ShortSpans.copyAll(matrix.data(), source, matrix.rowStride(), packed, chunk, columns, rows);
      return;
    }
    for (int i = 0; i < rows; i++) {
      int source = matrix.offset() + (row + i) * matrix.rowStride() + column;
      for (int p = 0; p < columns; p += chunk) {
        int used = Math.min(chunk, columns - p);
        int target = p * Tuning.BLOCK_ROWS + i * chunk;
        System.arraycopy(matrix.data(), source + p, packed, target, used);
      }
    }
  }

  private void packAcross(int row, int rows, int column, int columns, float[] packed) {
    for (int p = 0; p < columns; p++) {
      int source = matrix.offset() + (column + p) * matrix.rowStride() + row;
      System.arraycopy(matrix.data(), source, packed, p * Tuning.ACROSS, rows);
    }
  }
}
