package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.Epilogue;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * One matrix product, blocked for the caches after Goto and van de Geijn, "Anatomy of
 * High-Performance Matrix Multiplication", 2008.
 *
 * <pre>
 *               WIDTH
 *            +---------+      DEPTH rows of B, packed into panels of a tile's width, shared by all
 *      DEPTH |    B    |      threads:  [panel][panel][panel]...
 *            +---------+
 *      DEPTH                  a block of A, packed by the thread that has it: rows stay rows, in
 *      +---+ +--+------+      chunks of STEP columns; where A is transposed, its rows lie across
 * ROWS | A | |t |  C   |
 *      +---+ +--+------+      t: a tile of C in registers, while STEP rows of a panel, which stay in
 *                             the first-level cache for all tiles of the block, run through
 * </pre>
 *
 * <p>Both ways of packing A copy runs of neighbouring elements; A may be a matrix or the patches of
 * images, see {@link LeftOperand}. Tiles that hang over the edge of C are computed in a buffer.
 * Each element of C is added up in the order of its depth, however the work is cut, so that the
 * bits don't depend on the number of threads.
 */
final class BlockedProduct {
  /** Depth of a block; its packed rows of A take {@code 4 * ROWS * DEPTH} bytes, 196 KB. */
  private static final int DEPTH = 512;

  /** Depth of one run of the kernel: its part of a panel of B takes 16 KB with 512-bit vectors. */
  private static final int STEP = MicroKernel.LDA;

  /** Rows of a block: a multiple of all tiles' rows. */
  static final int ROWS = 96;

  /** Columns of B that are packed at a time: 4 MB, read back once for each block of A. */
  private static final int WIDTH = 2048;

  /** With fewer blocks of rows than this, columns are cut too, so that all threads have work. */
  private static final int ENOUGH_BLOCKS = 8;

  private final MicroKernel kernel;
  private final LeftOperand a;
  private final boolean across;
  private final boolean transB;
  private final int m;
  private final int n;
  private final int k;
  private final float[] b;
  private final int bOffset;
  private final int ldb;
  private final float[] c;
  private final int cOffset;
  private final int ldc;
  private final Epilogue epilogue;

  /** Made once, because a deep product has many blocks. */
  private final IntConsumer packPanel = this::packPanel;

  private final IntConsumer addPiece = this::addPiece;

  /** The block that is being added. */
  private float[] packedB;

  private int packedStart;
  private int column;
  private int width;
  private int top;
  private int depth;
  private boolean fromZero;

  BlockedProduct(
      MicroKernel kernel,
      LeftOperand a,
      boolean across,
      boolean transB,
      int m,
      int n,
      int k,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc,
      Epilogue epilogue) {
    this.kernel = kernel;
    this.a = a;
    this.across = across;
    this.transB = transB;
    this.m = m;
    this.n = n;
    this.k = k;
    this.b = b;
    this.bOffset = bOffset;
    this.ldb = ldb;
    this.c = c;
    this.cOffset = cOffset;
    this.ldc = ldc;
    this.epilogue = epilogue;
  }

  /**
   * Computes {@code C = A B}, or {@code C = C + A B} if {@code overwrite} is false, and then the
   * epilogue, for which the rows of C must lie without gaps.
   */
  void compute(boolean overwrite, Parallel parallel) {
    int panels = panels(Math.min(n, WIDTH));
    int size = panels * kernel.columns * Math.min(k, DEPTH);
    packedB = Scratch.current().atLeast(Slot.PACKED_B, size);
    packedStart = 0;
    for (column = 0; column < n; column += WIDTH) {
      width = Math.min(WIDTH, n - column);
      for (top = 0; top < k; top += DEPTH) {
        depth = Math.min(DEPTH, k - top);
        fromZero = overwrite && top == 0;
        parallel.forEach(panels(width), packPanel);
        addBlocks(parallel);
      }
    }
    finishLate(parallel);
  }

  /** Whether B can be packed once for many products: it must not be wider than a block. */
  static boolean canPack(int n) {
    return n <= WIDTH;
  }

  /** All of B packed, {@code [block of depth][panel][depth][columns]}; see {@link #canPack}. */
  float[] packed(Parallel parallel) {
    packedB = new float[k * panels(n) * kernel.columns];
    width = n;
    for (top = 0; top < k; top += DEPTH) {
      depth = Math.min(DEPTH, k - top);
      packedStart = top * panels(n) * kernel.columns;
      parallel.forEach(panels(n), packPanel);
    }
    return packedB;
  }

  /** {@link #compute} of {@code C = A B} with B as {@link #packed} gave it for an equal product. */
  void computePacked(float[] packed, Parallel parallel) {
    packedB = packed;
    width = n;
    for (top = 0; top < k; top += DEPTH) {
      depth = Math.min(DEPTH, k - top);
      packedStart = top * panels(n) * kernel.columns;
      fromZero = top == 0;
      addBlocks(parallel);
    }
    finishLate(parallel);
  }

  private void addBlocks(Parallel parallel) {
    parallel.forEach((m + ROWS - 1) / ROWS * cutsPerBlock(), addPiece);
  }

  private void addPiece(int piece) {
    int cuts = cutsPerBlock();
    int panels = panels(width);
    int panelsPerCut = (panels + cuts - 1) / cuts;
    int from = piece % cuts * panelsPerCut;
    addBlock(piece / cuts * ROWS, from, Math.min(from + panelsPerCut, panels));
  }

  private int panels(int columns) {
    return (columns + kernel.columns - 1) / kernel.columns;
  }

  private void finishLate(Parallel parallel) {
    if (epilogue != Epilogue.NONE && !blocksHaveWholeRows()) {
      parallel.forRange(m, ROWS, (from, to) -> finish(from, to - from));
    }
  }

  private int cutsPerBlock() {
    int blocks = (m + ROWS - 1) / ROWS;
    return blocks >= ENOUGH_BLOCKS ? 1 : Math.min(panels(width), ENOUGH_BLOCKS / blocks);
  }

  /** Packs one panel of op(B) as {@code [depth][columns]}; what is missing becomes zero. */
  private void packPanel(int panel) {
    int columns = kernel.columns;
    int first = panel * columns;
    int used = Math.min(columns, width - first);
    int target = packedStart + first * depth;
    if (used < columns) {
      Arrays.fill(packedB, target, target + depth * columns, 0);
    }
    if (transB) {
      int source = bOffset + (column + first) * ldb + top;
      for (int j = 0; j < used; j++) {
        scatter(b, source + j * ldb, depth, packedB, target + j, columns);
      }
    } else {
      int source = bOffset + top * ldb + column + first;
      for (int p = 0; p < depth; p++) {
        System.arraycopy(b, source + p * ldb, packedB, target + p * columns, used);
      }
    }
  }

  private static void scatter(
      float[] source, int from, int size, float[] target, int to, int step) {
    for (int i = 0; i < size; i++) {
      target[to + i * step] = source[from + i];
    }
  }

  /** Adds a block of rows of A times a run of panels of B. */
  private void addBlock(int row, int firstPanel, int lastPanel) {
    int height = Math.min(ROWS, m - row);
    float[] packedA = Scratch.current().atLeast(Slot.PACKED_A, DEPTH * ROWS);
    if (across) {
      a.packAcross(row, height, top, depth, packedA);
    } else {
      a.packRows(row, height, top, depth, packedA);
    }
    for (int panel = firstPanel; panel < lastPanel; panel++) {
      for (int p = 0; p < depth; p += STEP) {
        for (int i = 0; i < height; i += kernel.rows) {
          addTile(row, i, Math.min(kernel.rows, height - i), panel, p, packedA);
        }
      }
    }
    if (epilogue != Epilogue.NONE && top + depth == k && blocksHaveWholeRows()) {
      finish(row, height);
    }
  }

  private boolean blocksHaveWholeRows() {
    return n <= WIDTH && cutsPerBlock() == 1;
  }

  /** What is done to whole rows of C at the end; while they are in the cache, if possible. */
  private void finish(int row, int rows) {
    epilogue.apply(VectorRowKernels.INSTANCE, c, cOffset + row * ldc, rows, n);
  }

  private void addTile(int row, int i, int usedRows, int panel, int p, float[] packedA) {
    int columns = kernel.columns;
    int j = panel * columns;
    int usedColumns = Math.min(columns, width - j);
    int at = cOffset + (row + i) * ldc + column + j;
    boolean zero = fromZero && p == 0;
    if (usedRows == kernel.rows && usedColumns == columns) {
      if (zero) {
        run(p, i, panel, packedA, kernel.zeros, 0, 0, c, at, ldc);
      } else {
        run(p, i, panel, packedA, c, at, ldc, c, at, ldc);
      }
      return;
    }
    float[] tile = Scratch.current().atLeast(Slot.TILE, kernel.rows * columns);
    for (int r = 0; r < usedRows && !zero; r++) {
      System.arraycopy(c, at + r * ldc, tile, r * columns, usedColumns);
    }
    run(p, i, panel, packedA, zero ? kernel.zeros : tile, 0, zero ? 0 : columns, tile, 0, columns);
    for (int r = 0; r < usedRows; r++) {
      System.arraycopy(tile, r * columns, c, at + r * ldc, usedColumns);
    }
  }

  private void run(
      int p,
      int i,
      int panel,
      float[] packedA,
      float[] start,
      int startOffset,
      int startLd,
      float[] target,
      int offset,
      int ld) {
    int steps = Math.min(STEP, depth - p);
    int bAt = packedStart + (panel * depth + p) * kernel.columns;
    if (across) {
      kernel.columns(
          steps,
          packedA,
          p * ROWS + i,
          ROWS,
          packedB,
          bAt,
          start,
          startOffset,
          startLd,
          target,
          offset,
          ld);
    } else {
      kernel.rows(
          steps,
          packedA,
          p * ROWS + i * STEP,
          packedB,
          bAt,
          start,
          startOffset,
          startLd,
          target,
          offset,
          ld);
    }
  }
}
