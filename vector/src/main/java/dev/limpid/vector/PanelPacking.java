package dev.limpid.vector;

import dev.limpid.core.gemm.Matrix;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs the right operand of a {@link BlockedProduct} into panels of a tile's width, {@code
 * [panel][depth][width]}.
 */
final class PanelPacking {
  /** Rows of a transposed panel that are packed at a time, so that they stay in the cache. */
  private static final int TRANSPOSED_ROWS = 64;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private PanelPacking() {}

  /**
   * Packs some columns; those that the last panel misses become zero.
   *
   * @param b not modified
   * @param row first row
   * @param depth how many rows
   * @param column first column
   * @param used how many columns there are
   * @param width how many columns a panel has: those of a tile, two vectors
   * @param packed modified from {@code at} on
   */
  static void pack(
      Matrix b, int row, int depth, int column, int used, int width, float[] packed, int at) {
    int rest = used % width;
    if (rest > 0) {
      int last = at + (used - rest) * depth;
      Arrays.fill(packed, last, last + depth * width, 0);
    }
    if (b.transposed()) {
      for (int j = 0; j < used; j += width) {
        int columns = Math.min(width, used - j);
        packTransposed(b, row, depth, column + j, columns, width, packed, at + j * depth);
      }
    } else {
      int panels = used / width;
      for (int p = 0; p < depth; p++) {
        int source = b.offset() + (row + p) * b.rowStride() + column;
        int target = at + p * width;
        copyToPanels(b.data(), source, panels, packed, target, depth * width);
        if (rest > 0) {
          int last = panels * width;
          System.arraycopy(b.data(), source + last, packed, target + last * depth, rest);
        }
      }
    }
  }

  /**
   * Copies a row into panels of two vectors, as all tiles have. For so few elements a call of
   * {@code arraycopy} costs too much: without it a product of 1024 x 1024 x 1024 takes 2 % less
   * time.
   */
  private static void copyToPanels(
      float[] source, int from, int panels, float[] target, int to, int stride) {
    for (int i = 0; i < panels; i++) {
      int in = from + i * 2 * LANES;
      int out = to + i * stride;
      FloatVector.fromArray(SPECIES, source, in).intoArray(target, out);
      FloatVector.fromArray(SPECIES, source, in + LANES).intoArray(target, out + LANES);
    }
  }

  private static void packTransposed(
      Matrix b, int row, int depth, int column, int used, int width, float[] packed, int at) {
    for (int p = 0; p < depth; p += TRANSPOSED_ROWS) {
      int count = Math.min(TRANSPOSED_ROWS, depth - p);
      for (int j = 0; j < used; j++) {
        int source = b.offset() + (column + j) * b.rowStride() + row + p;
        scatter(b.data(), source, count, packed, at + p * width + j, width);
      }
    }
  }

  private static void scatter(
      float[] source, int from, int size, float[] target, int to, int stride) {
    for (int i = 0; i < size; i++) {
      target[to + i * stride] = source[from + i];
    }
  }
}
