package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.GemmChecks;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The matrix product on the Vector API, blocked for the caches after Goto and van de Geijn,
 * "Anatomy of High-Performance Matrix Multiplication", 2008.
 *
 * <pre>
 *             n                      DEPTH rows of B, packed into panels of a tile's width:
 *        +---------+                 |panel|panel|...    one panel is read again
 *      k |    B    |                                     for all rows of a block of A
 *        +---------+
 *    k   |         |
 *  +---+ +--+------+                 tile of C: in registers while a panel of B runs through
 * m| A | |t |  C   |                 rows of A: read in place, an element at a time, if A is
 *  +---+ +--+------+                 not transposed; packed to [DEPTH][tile rows] if it is
 * </pre>
 *
 * <p>Tiles that hang over the edge of C are computed in a buffer. Rows and columns of C are cut
 * into blocks for the threads by their own sizes, and each element is added up in the same order in
 * any of them, so that the bits don't depend on the number of threads.
 */
public final class VectorGemm implements Gemm {
  /** Depth of a packed panel; 512 was measured 5 to 10 % faster than 256. */
  private static final int DEPTH = 512;

  /** Columns of B that are packed at a time. */
  private static final int WIDTH = 512;

  /** Rows and columns of a block of C that is one piece of work; multiples of all tiles. */
  private static final int BLOCK_ROWS = 96;

  private static final int BLOCK_COLUMNS = 256;

  private final MicroKernel kernel;
  private final int tileRows;
  private final int tileColumns;

  /** The product with the tile that fits this machine's registers. */
  public VectorGemm() {
    kernel =
        FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512
            ? new MicroKernel8()
            : new MicroKernel6();
    tileRows = kernel.rows();
    tileColumns = kernel.columns();
  }

  /** Bits of a vector of this machine. */
  public static int vectorBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc,
      Parallel parallel) {
    GemmChecks.check(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
    scale(beta, m, n, c, cOffset, ldc);
    if (m == 0 || n == 0) {
      return;
    }
    float[] packed = Scratch.current().atLeast(Slot.PACKED_B, DEPTH * (WIDTH + tileColumns));
    for (int column = 0; column < n; column += WIDTH) {
      int columns = Math.min(WIDTH, n - column);
      for (int depth = 0; depth < k; depth += DEPTH) {
        int depths = Math.min(DEPTH, k - depth);
        int bStart = bOffset + (transB ? column * ldb + depth : depth * ldb + column);
        packB(transB, depths, columns, b, bStart, ldb, packed, parallel);
        int aStart = aOffset + (transA ? depth * lda : depth);
        addProduct(
            transA, m, columns, depths, a, aStart, lda, packed, c, cOffset + column, ldc, parallel);
      }
    }
  }

  private void addProduct(
      boolean transA,
      int m,
      int n,
      int depth,
      float[] a,
      int aOffset,
      int lda,
      float[] packed,
      float[] c,
      int cOffset,
      int ldc,
      Parallel parallel) {
    int across = (n + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
    int blocks = (m + BLOCK_ROWS - 1) / BLOCK_ROWS * across;
    if (parallel.threads() == 1) {
      for (int block = 0; block < blocks; block++) {
        addBlock(
            transA,
            m,
            n,
            depth,
            a,
            aOffset,
            lda,
            packed,
            c,
            cOffset,
            ldc,
            block / across,
            block % across);
      }
    } else {
      parallel.forEach(
          blocks,
          block ->
              addBlock(
                  transA,
                  m,
                  n,
                  depth,
                  a,
                  aOffset,
                  lda,
                  packed,
                  c,
                  cOffset,
                  ldc,
                  block / across,
                  block % across));
    }
  }

  private void addBlock(
      boolean transA,
      int m,
      int n,
      int depth,
      float[] a,
      int aOffset,
      int lda,
      float[] packed,
      float[] c,
      int cOffset,
      int ldc,
      int down,
      int across) {
    int top = down * BLOCK_ROWS;
    int bottom = Math.min(top + BLOCK_ROWS, m);
    int left = across * BLOCK_COLUMNS;
    int right = Math.min(left + BLOCK_COLUMNS, n);
    float[] rowsOfA = a;
    if (transA) {
      rowsOfA = Scratch.current().atLeast(Slot.PACKED_A, DEPTH * BLOCK_ROWS);
      packTransposedA(a, aOffset + top, lda, depth, bottom - top, rowsOfA);
    }
    for (int j = left; j < right; j += tileColumns) {
      int panel = j / tileColumns * depth * tileColumns;
      for (int i = top; i < bottom; i += tileRows) {
        int aStart = transA ? (i - top) * depth : aOffset + i * lda;
        int usedRows = Math.min(tileRows, bottom - i);
        int usedColumns = Math.min(tileColumns, right - j);
        int cStart = cOffset + i * ldc + j;
        if (usedRows == tileRows && usedColumns == tileColumns) {
          addTile(transA, depth, rowsOfA, aStart, lda, usedRows, packed, panel, c, cStart, ldc);
        } else {
          float[] tile = Scratch.current().atLeast(Slot.TILE, tileRows * tileColumns);
          Arrays.fill(tile, 0, tileRows * tileColumns, 0);
          addTile(
              transA, depth, rowsOfA, aStart, lda, usedRows, packed, panel, tile, 0, tileColumns);
          addTo(c, cStart, ldc, tile, usedRows, usedColumns);
        }
      }
    }
  }

  private void addTile(
      boolean packedA,
      int depth,
      float[] a,
      int aOffset,
      int lda,
      int usedRows,
      float[] packed,
      int panel,
      float[] c,
      int cOffset,
      int ldc) {
    if (packedA) {
      kernel.addPacked(depth, a, aOffset, packed, panel, c, cOffset, ldc);
    } else {
      kernel.addRows(depth, a, aOffset, lda, usedRows, packed, panel, c, cOffset, ldc);
    }
  }

  private void addTo(float[] c, int cOffset, int ldc, float[] tile, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        c[cOffset + i * ldc + j] += tile[i * tileColumns + j];
      }
    }
  }

  /** Packs {@code depth x columns} of op(B) into panels; the last one is filled up with zeros. */
  private void packB(
      boolean transB,
      int depth,
      int columns,
      float[] b,
      int offset,
      int ldb,
      float[] packed,
      Parallel parallel) {
    int panels = (columns + tileColumns - 1) / tileColumns;
    if (parallel.threads() == 1) {
      for (int panel = 0; panel < panels; panel++) {
        packPanel(transB, depth, columns, b, offset, ldb, packed, panel);
      }
    } else {
      parallel.forEach(
          panels, panel -> packPanel(transB, depth, columns, b, offset, ldb, packed, panel));
    }
  }

  private void packPanel(
      boolean transB,
      int depth,
      int columns,
      float[] b,
      int offset,
      int ldb,
      float[] packed,
      int panel) {
    int first = panel * tileColumns;
    int used = Math.min(tileColumns, columns - first);
    int target = panel * depth * tileColumns;
    if (used < tileColumns) {
      Arrays.fill(packed, target, target + depth * tileColumns, 0);
    }
    if (transB) {
      for (int j = 0; j < used; j++) {
        int source = offset + (first + j) * ldb;
        for (int p = 0; p < depth; p++) {
          packed[target + p * tileColumns + j] = b[source + p];
        }
      }
    } else {
      for (int p = 0; p < depth; p++) {
        System.arraycopy(b, offset + p * ldb + first, packed, target + p * tileColumns, used);
      }
    }
  }

  /** Packs rows of the transpose of A, stored {@code depth x rows}, into tiles of rows. */
  private void packTransposedA(
      float[] a, int offset, int lda, int depth, int rows, float[] packed) {
    for (int i = 0; i < rows; i += tileRows) {
      int used = Math.min(tileRows, rows - i);
      int target = i * depth;
      for (int p = 0; p < depth; p++, target += tileRows) {
        int source = offset + p * lda + i;
        for (int r = 0; r < used; r++) {
          packed[target + r] = a[source + r];
        }
        for (int r = used; r < tileRows; r++) {
          packed[target + r] = 0;
        }
      }
    }
  }

  private static void scale(float beta, int m, int n, float[] c, int offset, int ldc) {
    if (beta == 1) {
      return;
    }
    for (int i = 0; i < m; i++) {
      int row = offset + i * ldc;
      if (beta == 0) {
        Arrays.fill(c, row, row + n, 0);
      } else {
        for (int j = row; j < row + n; j++) {
          c[j] *= beta;
        }
      }
    }
  }
}
