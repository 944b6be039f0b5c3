package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;

/**
 * A Winograd convolution with a transformed kernel: the forward pass, and with the turned kernel
 * the gradient by the input.
 *
 * <pre>
 *            a block of rows of tiles
 *   x  --B' d B-->  V[e]: tiles x channels      for each component e of the 36 (25, 16)
 *                   M[e] = V[e] U[e]            U[e]: channels x filters, the transformed kernel
 *   y  <--A' M A--  M[e]: tiles x filters
 * </pre>
 *
 * <p>A thread takes a block of tiles through all three steps: what one thread writes into V or M
 * and another reads would cross from cache to cache, which took up to a third of the time where the
 * cores share none. V and M of a block of 64 tiles or more stay in the second-level cache while U
 * does; where U is larger than a third-level cache, blocks are larger, so that it is read less
 * often. Only where there are fewer rows of tiles than threads do the threads share the work of
 * each step.
 */
final class WinogradPass {
  /** Floats of V and M of a block that one thread works on: 1.2 MB. */
  private static final int BLOCK_FLOATS = 300_000;

  /** With fewer tiles than this, U would be read too often, even from the second-level cache. */
  private static final int LEAST_TILES = 64;

  /** Floats of a transformed kernel that a second-level cache holds: 2.4 MB. */
  private static final int SMALL_KERNEL = 600_000;

  /** Floats of a transformed kernel that a third-level cache holds: 12 MB. */
  private static final int MEDIUM_KERNEL = 3_000_000;

  /**
   * Tiles in a block where U is larger than that: 64 take 2 to 13 % longer there, and 256 up to 20
   * % longer where U is not.
   */
  private static final int MANY_TILES = 256;

  private final MicroKernel kernel;
  private final WinogradTransform transform;
  private final TileRows inputs;
  private final TileRows results;
  private final int channels;
  private final int filters;
  private final int resultWidth;
  private final TileLayout kernelLayout;
  private final boolean largeKernel;
  private final int rowsPerBlock;

  /** By their rows; made when first needed. They never change, so any thread may put one here. */
  private final Block[] blocks;

  /**
   * What is the same for all blocks of so many rows of tiles.
   *
   * @param tiles rounded up to whole tiles of the micro-kernel, so that nothing has to be done for
   *     the edge
   */
  private record Block(int rows, int tiles, TileRuns input, TileRuns output) {}

  WinogradPass(
      MicroKernel kernel,
      WinogradTransform transform,
      WinogradKernels kernels,
      ConvGeometry sizes) {
    this.kernel = kernel;
    this.transform = transform;
    this.channels = sizes.channels();
    this.filters = sizes.filters();
    this.resultWidth = sizes.columns().output();
    this.inputs = TileRows.ofInputs(transform, sizes.rows(), sizes.columns(), channels);
    this.results = TileRows.ofResults(transform, sizes.rows(), sizes.columns(), filters);
    this.kernelLayout = kernels.packed;
    int components = transform.components();
    int floats = components * channels * filters;
    this.largeKernel = floats > SMALL_KERNEL;
    int fitting = BLOCK_FLOATS / (components * (channels + filters));
    int tiles = floats > MEDIUM_KERNEL ? MANY_TILES : Math.max(LEAST_TILES, fitting);
    this.rowsPerBlock = Math.max(1, (tiles + inputs.across / 2) / inputs.across);
    this.blocks = new Block[rowsPerBlock + 1];
  }

  private Block newBlock(int rows) {
    int tiles = kernel.wholeTiles(rows * inputs.across);
    int width = (filters + kernel.columns - 1) / kernel.columns * kernel.columns;
    return new Block(
        rows,
        tiles,
        inputs.into(TileLayout.rows(transform.size(), tiles, channels)),
        results.outOf(TileLayout.whole(transform.size(), tiles, width)));
  }

  private Block block(int rows) {
    Block block = blocks[rows];
    if (block == null) {
      block = newBlock(rows);
      blocks[rows] = block;
    }
    return block;
  }

  /** Whether the transformed kernel is too large for a second-level cache. */
  boolean hasLargeKernel() {
    return largeKernel;
  }

  /** How many tiles so many images have. */
  int tiles(int images) {
    return images * inputs.perImage * inputs.across;
  }

  /**
   * Computes the convolution.
   *
   * @param u the transformed kernel
   * @param y modified
   */
  void compute(float[] x, int images, float[] u, Epilogue epilogue, float[] y, Parallel parallel) {
    int rows = images * inputs.perImage;
    int threads = parallel.threads();
    if (rows >= threads) {
      int least = (rows + rowsPerBlock - 1) / rowsPerBlock;
      int blocks = Math.min(rows, (least + threads - 1) / threads * threads);
      parallel.forEach(
          blocks,
          number -> {
            int from = (int) ((long) number * rows / blocks);
            int to = (int) ((number + 1L) * rows / blocks);
            computeAlone(block(to - from), x, from, u, epilogue, y);
          });
      return;
    }
    for (int from = 0; from < rows; from += rowsPerBlock) {
      Block block = block(Math.min(rowsPerBlock, rows - from));
      computeTogether(block, x, from, u, epilogue, y, parallel);
    }
  }

  /** A block by all threads. */
  private void computeTogether(
      Block block,
      float[] x,
      int from,
      float[] u,
      Epilogue epilogue,
      float[] y,
      Parallel parallel) {
    float[] v = inputTiles(block);
    float[] m = outputTiles(block);
    parallel.forEach(block.rows, row -> transformInput(block, x, from, row, v));
    parallel.forEach(transform.components(), e -> multiply(block, e, v, u, m));
    parallel.forEach(block.rows, row -> transformOutput(block, m, epilogue, y, from, row));
  }

  /** A block by the caller's thread; the same in plain loops, which make no objects. */
  private void computeAlone(
      Block block, float[] x, int from, float[] u, Epilogue epilogue, float[] y) {
    float[] v = inputTiles(block);
    float[] m = outputTiles(block);
    for (int row = 0; row < block.rows; row++) {
      transformInput(block, x, from, row, v);
    }
    for (int e = 0; e < transform.components(); e++) {
      multiply(block, e, v, u, m);
    }
    for (int row = 0; row < block.rows; row++) {
      transformOutput(block, m, epilogue, y, from, row);
    }
  }

  private float[] inputTiles(Block block) {
    int size = block.input.layout().length(transform.size(), 0);
    return Scratch.current().atLeast(Slot.INPUT_TILES, size);
  }

  private float[] outputTiles(Block block) {
    int size = block.output.layout().length(transform.size(), 0);
    return Scratch.current().atLeast(Slot.OUTPUT_TILES, size);
  }

  private void transformInput(Block block, float[] x, int from, int row, float[] v) {
    inputs.transformInput(x, from + row, v, block.input, row * inputs.across);
  }

  private void transformOutput(
      Block block, float[] m, Epilogue epilogue, float[] y, int from, int row) {
    int rows = results.transformOutput(m, block.output, row * inputs.across, y, from + row);
    int first = results.firstResult(from + row);
    epilogue.apply(VectorRowKernels.INSTANCE, y, first, rows * resultWidth, filters);
  }

  /** The product of one component, {@code M = V U}. */
  private void multiply(Block block, int component, float[] v, float[] u, float[] m) {
    TileLayout vLayout = block.input.layout();
    TileLayout mLayout = block.output.layout();
    int vStart = vLayout.component(component, transform.size());
    int uStart = kernelLayout.component(component, transform.size());
    int mStart = mLayout.component(component, transform.size());
    int ldm = mLayout.rowStride();
    for (int f = 0; f < filters; f += kernel.columns) {
      int panel = uStart + f / kernel.columns * kernelLayout.chunkStride();
      for (int c = 0; c < channels; c += kernel.step) {
        int depth = Math.min(kernel.step, channels - c);
        int vAt = vStart + c / MicroKernel.LDA * vLayout.chunkStride() + c % MicroKernel.LDA;
        int uAt = panel + c * kernel.columns;
        MicroKernel tile;
        for (int t = 0; t < block.tiles; t += tile.rows) {
          tile = kernel.forRows(block.tiles - t);
          int at = mStart + t * ldm + f;
          float[] start = c == 0 ? kernel.zeros : m;
          tile.rows(
              depth,
              v,
              vAt + t * MicroKernel.LDA,
              u,
              uAt,
              start,
              c == 0 ? 0 : at,
              c == 0 ? 0 : ldm,
              m,
              at,
              ldm);
        }
      }
    }
  }
}
