package dev.limpid.core.gemm;

import java.util.Arrays;

/**
 * A matrix in an array, or its transpose: an operand or the result of a {@link Gemm}.
 *
 * <p>Element {@code (i, j)} is {@code data[offset + i * rowStride + j]}, or where it is transposed
 * {@code data[offset + j * rowStride + i]}. Nothing is copied: a matrix is a view of its array.
 *
 * @param data the array
 * @param offset where the matrix starts in it
 * @param rowStride from one row to the next, as stored ("leading dimension")
 * @param rows rows of the matrix, of the transpose where it is one
 * @param columns columns likewise
 * @param transposed whether the array holds the transpose
 */
public record Matrix(
    float[] data, int offset, int rowStride, int rows, int columns, boolean transposed) {
  /**
   * Checks that the matrix lies within its array.
   *
   * @throws IllegalArgumentException if a size is negative, rows overlap, or the array is too short
   */
  public Matrix {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "matrix sizes must not be negative, but are " + rows + "x" + columns);
    }
    int stored = transposed ? columns : rows;
    int length = transposed ? rows : columns;
    if (offset < 0 || rowStride < length) {
      throw new IllegalArgumentException(
          "a matrix with stored rows of "
              + length
              + " can't start at "
              + offset
              + " with row stride "
              + rowStride);
    }
    long needed = rows == 0 || columns == 0 ? 0 : offset + (stored - 1L) * rowStride + length;
    if (needed > data.length) {
      throw new IllegalArgumentException(
          "a matrix of "
              + rows
              + "x"
              + columns
              + " needs an array of "
              + needed
              + " floats, not "
              + data.length);
    }
  }

  /** A dense matrix from the start of an array. */
  public static Matrix of(float[] data, int rows, int columns) {
    return new Matrix(data, 0, columns, rows, columns, false);
  }

  /** A matrix from {@code offset} on whose rows lie {@code rowStride} apart. */
  public static Matrix of(float[] data, int offset, int rowStride, int rows, int columns) {
    return new Matrix(data, offset, rowStride, rows, columns, false);
  }

  /** The transpose of this matrix, in the same array. */
  public Matrix transpose() {
    return new Matrix(data, offset, rowStride, columns, rows, !transposed);
  }

  /** The rows {@code from ... to - 1} of this matrix, in the same array. */
  public Matrix rows(int from, int to) {
    int shift = transposed ? from : from * rowStride;
    return new Matrix(data, offset + shift, rowStride, to - from, columns, transposed);
  }

  /** The columns {@code from ... to - 1} of this matrix, in the same array. */
  public Matrix columns(int from, int to) {
    int shift = transposed ? from * rowStride : from;
    return new Matrix(data, offset + shift, rowStride, rows, to - from, transposed);
  }

  /** Whether the matrix is all that there is in its array, without gaps. */
  boolean fillsItsArray() {
    int length = transposed ? rows : columns;
    return offset == 0 && rowStride == length && data.length == rows * columns;
  }

  /**
   * Multiplies all elements by a factor; with 0 they become 0, whatever they were.
   *
   * @throws IllegalStateException if the matrix is transposed
   */
  public void scale(float factor) {
    scale(factor, 0, rows);
  }

  /** The same for the rows {@code from ... to - 1} alone. */
  void scale(float factor, int from, int to) {
    if (transposed) {
      throw new IllegalStateException("a result is not transposed");
    }
    for (int i = from; i < to && factor != 1; i++) {
      int row = offset + i * rowStride;
      if (factor == 0) {
        Arrays.fill(data, row, row + columns, 0);
      } else {
        for (int j = row; j < row + columns; j++) {
          data[j] *= factor;
        }
      }
    }
  }

  @Override
  public String toString() {
    return rows + "x" + columns + (transposed ? " (transposed)" : "");
  }
}
