package dev.limpid.vector;

import static dev.limpid.vector.Tuning.ACROSS;
import static dev.limpid.vector.Tuning.BLOCK_ROWS;
import static dev.limpid.vector.Tuning.CHUNK;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.gemm.Matrix;
import dev.limpid.core.internal.Ints;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * One matrix product, blocked for the caches after Goto and van de Geijn, "Anatomy of
 * High-Performance Matrix Multiplication", 2008.
 *
 * <pre>
 *                   blockWidth
 *                 +------------+      blockDepth rows of B, packed into panels of a micro-tile's
 *      blockDepth |     B      |      width, shared by all threads unless C is wide:
 *                 +------------+      [panel][panel][panel]...
 *      blockDepth
 *            +---+ +--+---------+     a block of A, packed by the thread that has it: rows stay rows,
 * BLOCK_ROWS | A | |t |    C    |     in chunks of CHUNK columns; where A is transposed, its rows
 *            +---+ +--+---------+     lie across
 *                                     t: a micro-tile of C in registers, while a slice of a panel,
 *                                     which stays in the first-level cache for all micro-tiles of
 *                                     the block, passes through
 * </pre>
 *
 * <p>Both ways of packing A copy spans of neighbouring elements; A may be a matrix or the patches
 * of images, see {@link LeftOperand}. Between the slices the sums of a block and a panel lie in a
 * buffer: C itself is read and written once for each block of depth, because where its row stride
 * is a power of two, all rows of a micro-tile share one set of the cache, which cost 8 % of its
 * speed at a stride of 1024. Each element of C is added up in the order of its depth, however the
 * work is cut, so that the bits don't depend on the number of threads.
 */
final class BlockedProduct {
  private final TileChoice tiles;
  private final LeftOperand a;
  private final Matrix b;
  private final Matrix c;
  private final int k;
  private final Epilogue epilogue;

  /** Whether the epilogue is done to each panel of a block as soon as its sums are complete. */
  private final boolean finishesPanels;

  /** The one that this product is computed with, from its beginning to its end. */
  private MicroKernel micro;

  /** Made once where threads share the product, because a deep one has many blocks. */
  private IntConsumer packGroup;

  private IntConsumer addPiece;

  /** The part of B that is packed: columns from {@link #column}, rows from {@link #top} on. */
  private float[] packedB;

  private int column;
  private int width;
  private int top;
  private int bottom;

  /** How many panels are packed together. */
  private int group;

  /** Whether C starts from zero there. */
  private boolean fromZero;

  /** Into how many blocks of rows C is cut, and into how many ranges of panels each of them. */
  private int blocks;

  private int cuts;

  /**
   * The product {@code A B}, as large as C.
   *
   * @param epilogue what follows it, for which the rows of C must lie without gaps
   */
  BlockedProduct(TileChoice tiles, LeftOperand a, Matrix b, Matrix c, Epilogue epilogue) {
    this(tiles, a, b, b.rows(), c, epilogue);
  }

  private BlockedProduct(
      TileChoice tiles, LeftOperand a, Matrix b, int k, Matrix c, Epilogue epilogue) {
    this.tiles = tiles;
    this.micro = tiles.now();
    this.a = a;
    this.b = b;
    this.k = k;
    this.c = c;
    this.epilogue = epilogue;
    this.finishesPanels = PanelEpilogue.supports(epilogue);
  }

  /**
   * Computes {@code C = A B}, or {@code C = C + A B} if {@code overwrite} is false, and then the
   * epilogue.
   */
  void compute(boolean overwrite, Parallel all) {
    micro = tiles.now();
    Parallel parallel = isSmall() ? Parallel.serial() : all;
    int threads = parallel.threads();
    int n = c.columns();
    if (threads > 1 && n >= c.rows() && n >= Tuning.OWN_COLUMNS * threads) {
      parallel.forEach(
          threads, part -> columns(part, threads).compute(overwrite, Parallel.serial()));
      finishAll(parallel);
      return;
    }
    tiles.count(multiplyAdds());
    if (c.rows() <= BLOCK_ROWS && threads == 1) {
      computeOneBlock(overwrite);
      return;
    }
    int blockWidth = micro.tuning.blockWidth();
    int blockDepth = micro.tuning.blockDepth();
    int size = panels(Math.min(n, blockWidth)) * micro.columns * Math.min(k, blockDepth);
    packedB = Scratch.current().atLeast(Slot.PACKED_B, size);
    for (column = 0; column < n; column += blockWidth) {
      width = Math.min(blockWidth, n - column);
      for (top = 0; top < k; top += blockDepth) {
        bottom = Math.min(top + blockDepth, k);
        fromZero = overwrite && top == 0;
        packB(parallel);
        addBlocks(parallel);
      }
    }
  }

  /**
   * The same where C has no more rows than a block. Panels of B are used once then, so that a few
   * at a time are packed and multiplied while they are in the second-level cache.
   */
  private void computeOneBlock(boolean overwrite) {
    int blockDepth = Math.min(k, micro.tuning.blockDepth());
    int groupWidth = Tuning.PACKED_PANELS * micro.columns;
    Scratch scratch = Scratch.current();
    packedB = scratch.atLeast(Slot.PACKED_B, groupWidth * blockDepth);
    float[] packedA = packedA(scratch);
    float[] sums = scratch.atLeast(Slot.PANEL_SUMS, (BLOCK_ROWS + 1) * micro.columns);
    for (top = 0; top < k; top += blockDepth) {
      bottom = Math.min(top + blockDepth, k);
      int depth = bottom - top;
      a.pack(0, c.rows(), top, depth, packedA);
      for (column = 0; column < c.columns(); column += groupWidth) {
        width = Math.min(groupWidth, c.columns() - column);
        PanelPacking.pack(b, top, depth, column, width, micro.columns, packedB, 0);
        for (int panel = 0; panel < panels(width); panel++) {
          addPanel(0, c.rows(), panel, 0, depth, overwrite && top == 0, packedA, sums);
        }
      }
    }
    if (!finishesPanels) {
      finish(0, c.rows());
    }
  }

  /**
   * The product of one of so many ranges of panels, without the epilogue, which needs whole rows.
   */
  private BlockedProduct columns(int part, int parts) {
    int n = c.columns();
    int from = part * panels(n) / parts * micro.columns;
    int to = Math.min(n, (part + 1) * panels(n) / parts * micro.columns);
    return new BlockedProduct(tiles, a, b.columns(from, to), c.columns(from, to), Epilogue.NONE);
  }

  /** Whether B can be packed once for many products: it must not be wider than a block. */
  static boolean canPack(TileChoice tiles, int n) {
    return n <= tiles.now().tuning.blockWidth();
  }

  /** All of a matrix B packed for {@link #computePacked}; see {@link #canPack}. */
  static float[] pack(TileChoice tiles, Matrix b, Parallel parallel) {
    Matrix noRows = Matrix.of(new float[0], 0, b.columns());
    BlockedProduct product = new BlockedProduct(tiles, null, b, noRows, Epilogue.NONE);
    product.packedB = new float[b.rows() * product.panels(b.columns()) * product.micro.columns];
    product.width = b.columns();
    product.bottom = b.rows();
    product.packB(parallel);
    return product.packedB;
  }

  /**
   * Computes {@code C = A B} and then the epilogue, with B as {@link #pack} gave it.
   *
   * @param k rows of B
   */
  static void computePacked(
      TileChoice tiles,
      LeftOperand a,
      float[] packed,
      int k,
      Matrix c,
      Epilogue epilogue,
      Parallel parallel) {
    BlockedProduct product = new BlockedProduct(tiles, a, null, k, c, epilogue);
    product.packedB = packed;
    product.width = c.columns();
    product.bottom = k;
    product.fromZero = true;
    tiles.count(product.multiplyAdds());
    if (c.rows() == 1 && product.isSmall() && !a.isAcross()) {
      product.computeRow();
      return;
    }
    product.addBlocks(product.isSmall() ? Parallel.serial() : parallel);
  }

  /** The same where C has one row. */
  private void computeRow() {
    int columns = micro.columns;
    int panels = panels(width);
    float[] packedA = Scratch.current().atLeast(Slot.PACKED_A, BLOCK_ROWS * CHUNK);
    float[] sums = Scratch.current().atLeast(Slot.PANEL_SUMS, panels * columns);
    Arrays.fill(sums, 0, panels * columns, 0);
    for (int p = 0; p < k; p += CHUNK) {
      int depth = Math.min(CHUNK, k - p);
      a.pack(0, 1, p, depth, packedA);
      int panel = 0;
      for (; panel + RowKernel.PANELS <= panels; panel += RowKernel.PANELS) {
        int at = (panel * k + p) * columns;
        RowKernel.four(depth, packedA, 0, packedB, at, k * columns, sums, panel * columns);
      }
      for (; panel < panels; panel++) {
        RowKernel.one(depth, packedA, 0, packedB, (panel * k + p) * columns, sums, panel * columns);
      }
    }
    System.arraycopy(sums, 0, c.data(), c.offset(), width);
    finish(0, 1);
  }

  /** Whether sharing the work would take longer than the work. */
  private boolean isSmall() {
    return multiplyAdds() < Tuning.SHARED_PRODUCT;
  }

  private long multiplyAdds() {
    return (long) c.rows() * c.columns() * k;
  }

  private int panels(int columns) {
    return Ints.ceilDiv(columns, micro.columns);
  }

  private void packB(Parallel parallel) {
    group = Math.max(1, Math.min(Tuning.PACKED_PANELS, panels(width) / parallel.threads()));
    int groups = Ints.ceilDiv(panels(width), group);
    if (parallel.threads() > 1) {
      packGroup = packGroup == null ? this::packGroup : packGroup;
      parallel.forEach(groups, packGroup);
      return;
    }
    for (int i = 0; i < groups; i++) {
      packGroup(i);
    }
  }

  private void packGroup(int number) {
    int columns = micro.columns;
    int first = number * group * columns;
    int used = Math.min(group * columns, width - first);
    int depth = bottom - top;
    PanelPacking.pack(b, top, depth, column + first, used, columns, packedB, first * depth);
  }

  /**
   * Cuts C into blocks of rows, equal ones and as many for each thread, or where m has fewer blocks
   * than there are threads, into ranges of panels too.
   */
  private void addBlocks(Parallel parallel) {
    int threads = parallel.threads();
    int least = Ints.ceilDiv(c.rows(), BLOCK_ROWS);
    cuts = least < threads ? Math.min(panels(width), Ints.roundUp(threads, least) / least) : 1;
    blocks = cuts > 1 ? least : Math.min(microTiles(), Ints.roundUp(least, threads));
    addPieces(parallel);
    boolean isLast = column + width == c.columns() && bottom == k;
    if (isLast && !finishesBlocks() && !finishesPanels) {
      finishAll(parallel);
    }
  }

  private void addPieces(Parallel parallel) {
    if (parallel.threads() > 1) {
      addPiece = addPiece == null ? this::addPiece : addPiece;
      parallel.forEach(blocks * cuts, addPiece);
      return;
    }
    for (int i = 0; i < blocks * cuts; i++) {
      addPiece(i);
    }
  }

  private void addPiece(int piece) {
    int block = piece / cuts;
    int range = piece % cuts;
    int row = firstRow(block);
    int height = Math.min(c.rows(), firstRow(block + 1)) - row;
    addBlock(row, height, range * panels(width) / cuts, (range + 1) * panels(width) / cuts);
    if (bottom == k && finishesBlocks()) {
      finish(row, height);
    }
  }

  private int microTiles() {
    return Ints.ceilDiv(c.rows(), micro.rows);
  }

  private int firstRow(int block) {
    return (int) ((long) block * microTiles() / blocks) * micro.rows;
  }

  /** Whether a block ends with whole rows of C, so that the epilogue finds them in the cache. */
  private boolean finishesBlocks() {
    return cuts == 1 && width == c.columns() && !finishesPanels;
  }

  /** What is done to whole rows of C at the end; while they are in the cache, if possible. */
  private void finish(int row, int rows) {
    int at = c.offset() + row * c.rowStride();
    epilogue.apply(VectorRowKernels.INSTANCE, c.data(), at, rows, c.columns());
  }

  /** The same for all rows, where no thread had whole ones. */
  private void finishAll(Parallel parallel) {
    if (epilogue != Epilogue.NONE) {
      parallel.forRange(c.rows(), BLOCK_ROWS, (from, to) -> finish(from, to - from));
    }
  }

  /** Adds a block of rows of A times a range of panels of B. */
  private void addBlock(int row, int height, int firstPanel, int lastPanel) {
    Scratch scratch = Scratch.current();
    int blockDepth = micro.tuning.blockDepth();
    float[] packedA = packedA(scratch);
    float[] sums = scratch.atLeast(Slot.PANEL_SUMS, (BLOCK_ROWS + 1) * micro.columns);
    for (int p = top; p < bottom; p += blockDepth) {
      int depth = Math.min(blockDepth, bottom - p);
      a.pack(row, height, p, depth, packedA);
      boolean zero = fromZero && p == top;
      for (int panel = firstPanel; panel < lastPanel; panel++) {
        addPanel(row, height, panel, p - top, depth, zero, packedA, sums);
      }
    }
  }

  /** Room for a block of A. */
  private float[] packedA(Scratch scratch) {
    int rowStride = a.isAcross() ? ACROSS : BLOCK_ROWS;
    return scratch.atLeast(Slot.PACKED_A, micro.tuning.blockDepth() * rowStride);
  }

  /**
   * Adds a packed block of A times a panel of B, slice by slice. Whole micro-tiles are read from C
   * and written to it by the micro-kernel; what hangs over the edge is copied.
   */
  private void addPanel(
      int row,
      int height,
      int panel,
      int start,
      int depth,
      boolean zero,
      float[] packedA,
      float[] sums) {
    int columns = micro.columns;
    int used = Math.min(columns, width - panel * columns);
    MicroKernel of = micro.forColumns(used);
    int ldc = c.rowStride();
    int at = c.offset() + row * ldc + column + panel * columns;
    int whole = used == of.width ? height / of.rows * of.rows : 0;
    boolean finishing = finishesPanels && top + start + depth == k;
    if (!zero) {
      copy(whole, height, used, c.data(), at, ldc, sums, 0, columns);
    }
    int slice = a.isAcross() ? micro.tuning.acrossDepth() : micro.tuning.sliceDepth();
    for (int p = 0; p < depth; p += slice) {
      int sliceDepth = Math.min(slice, depth - p);
      int aAt = a.isAcross() ? p * ACROSS : p / CHUNK * CHUNK * BLOCK_ROWS + p % CHUNK;
      int bAt = (panel * (bottom - top) + start + p) * columns;
      boolean direct = p + sliceDepth == depth && !finishing;
      float[] target = direct ? c.data() : sums;
      int to = direct ? at : 0;
      int toLd = direct ? ldc : columns;
      if (p > 0) {
        descend(of, 0, whole, sliceDepth, packedA, aAt, bAt, sums, 0, columns, target, to, toLd);
      } else if (zero) {
        descend(of, 0, whole, sliceDepth, packedA, aAt, bAt, micro.zeros, 0, 0, target, to, toLd);
      } else {
        descend(of, 0, whole, sliceDepth, packedA, aAt, bAt, c.data(), at, ldc, target, to, toLd);
      }
      if (p == 0 && zero) {
        descend(
            of, whole, height, sliceDepth, packedA, aAt, bAt, micro.zeros, 0, 0, sums, 0, columns);
      } else {
        descend(
            of, whole, height, sliceDepth, packedA, aAt, bAt, sums, 0, columns, sums, 0, columns);
      }
    }
    if (finishing) {
      int first = column + panel * columns;
      PanelEpilogue.apply(epilogue, first, sums, height, used, c.data(), at, ldc);
    } else if (whole == 0 && ldc == used && ShortSpans.isShort(used)) {
      ShortSpans.copyRows(sums, 0, columns, c.data(), at, used, height);
    } else {
      copy(whole, height, used, sums, 0, columns, c.data(), at, ldc);
    }
  }

  /** Copies some rows of a block from one matrix to another. */
  private static void copy(
      int row,
      int end,
      int used,
      float[] source,
      int from,
      int fromLd,
      float[] target,
      int to,
      int toLd) {
    for (int i = row; i < end; i++) {
      System.arraycopy(source, from + i * fromLd, target, to + i * toLd, used);
    }
  }

  /** Goes with the micro-kernel down some rows of the block. */
  private void descend(
      MicroKernel kernel,
      int row,
      int end,
      int sliceDepth,
      float[] packedA,
      int aAt,
      int bAt,
      float[] start,
      int from,
      int fromLd,
      float[] target,
      int to,
      int toLd) {
    boolean across = a.isAcross();
    MicroKernel of;
    for (int i = row; i < end; i += of.rows) {
      of = kernel.forRows(end - i);
      int at = from + i * fromLd;
      int toAt = to + i * toLd;
      if (across) {
        of.columns(
            sliceDepth, packedA, aAt + i, packedB, bAt, start, at, fromLd, target, toAt, toLd);
      } else {
        int aFrom = aAt + i * CHUNK;
        of.rows(sliceDepth, packedA, aFrom, packedB, bAt, start, at, fromLd, target, toAt, toLd);
      }
    }
  }
}
