package dev.limpid.vector;

import static dev.limpid.vector.Tuning.FILTER_GROUP;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.internal.Ints;

/**
 * A Winograd convolution with a transformed kernel: the forward pass, and with the turned kernel
 * the gradient by the input.
 *
 * <pre>
 *            a block of rows of tiles
 *   x  --B' d B-->  V[e]: tiles x channels      for each component e of a tile
 *                   M[e] = V[e] U[e]            U[e]: channels x filters, the transformed kernel
 *   y  <--A' M A--  M[e]: tiles x filters
 * </pre>
 *
 * <p>A thread takes a block of tiles through all three stages: what one thread writes into V or M
 * and another reads would cross from cache to cache, which took up to a third of the time where the
 * cores share none. V and M of a block of 64 tiles or more stay in the second-level cache while U
 * does; where U is larger than a third-level cache, blocks are larger, so that it is read less
 * often. Only where there are fewer rows of tiles than threads do the threads share the work of
 * each stage.
 *
 * <p>Where a batch is so small that U is far larger than V and M, U is what costs time: writing it
 * once and reading it in each thread takes as long as a third of the products and more. There a
 * thread takes a group of filters instead, transforms their kernels and multiplies all tiles by
 * them while they are in the third-level cache; U never exists as a whole.
 *
 * <pre>
 *   a thread:  U[e] of 64 filters  -->  M[e], 64 columns of it, for all tiles
 * </pre>
 */
final class WinogradPass {
  /** Transforms the kernels of {@link Tuning#FILTER_GROUP} filters from {@code first} on. */
  @FunctionalInterface
  interface GroupTransform {
    /**
     * @param u modified
     */
    void transform(int first, float[] u);
  }

  private final TileChoice choice;
  private final WinogradTiles tiling;
  private final TileRows inputs;
  private final TileRows results;
  private final int channels;
  private final int filters;
  private final int resultWidth;
  private final TileLayout kernelLayout;
  private final TileLayout groupLayout;
  private final int rowsPerBlock;

  /** Rows of tiles up to which threads take groups of filters. */
  private final int mostGroupedRows;

  /**
   * By their rows; made when first needed, or when another micro-kernel is chosen. They never
   * change, so any thread may put one here.
   */
  private final Block[] blocks;

  /**
   * What is the same for all blocks of so many rows of tiles. Their tiles are rounded up to whole
   * ones of the micro-kernel, so that nothing has to be done for the edge.
   *
   * @param micro the micro-kernel of the products
   * @param product by the kernels of all filters
   * @param ofGroup by those of a group
   */
  private record Block(
      int rows,
      MicroKernel micro,
      TileSpans input,
      TileSpans output,
      WinogradProduct product,
      WinogradProduct ofGroup) {}

  WinogradPass(
      TileChoice choice,
      WinogradTiles tiles,
      WinogradKernels kernels,
      WinogradKernels groups,
      ConvGeometry sizes) {
    this.choice = choice;
    this.tiling = tiles;
    this.channels = sizes.channels();
    this.filters = sizes.filters();
    this.resultWidth = sizes.columns().output();
    this.inputs = TileRows.ofInputs(tiles, sizes.rows(), sizes.columns(), channels);
    this.results = TileRows.ofResults(tiles, sizes.rows(), sizes.columns(), filters);
    this.kernelLayout = kernels.packed;
    this.groupLayout = groups.packed;
    int components = tiles.components();
    long floats = tiles.kernelFloats(sizes);
    Tuning tuning = choice.now().tuning;
    int perTile = components * (channels + filters);
    int fitting = Math.max(Tuning.LEAST_TILES, tuning.passFloats() / perTile);
    int perBlock = floats > tuning.sharedKernel() ? Tuning.MANY_TILES : fitting;
    this.rowsPerBlock = Math.max(1, (perBlock + inputs.across / 2) / inputs.across);
    boolean inGroups = floats > tuning.privateKernel() && filters % FILTER_GROUP == 0;
    int grouped = (int) Math.min(floats, tuning.sharedTiles()) / perTile;
    this.mostGroupedRows = inGroups ? grouped / inputs.across : 0;
    this.blocks = new Block[Math.max(rowsPerBlock, mostGroupedRows) + 1];
  }

  private Block newBlock(int rows, MicroKernel micro) {
    int across = tiling.across().size();
    int tiles = micro.wholeRows(rows * inputs.across);
    int width = Ints.roundUp(filters, micro.columns);
    TileLayout v = TileLayout.rows(across, tiles, channels);
    TileLayout m = TileLayout.whole(across, tiles, width);
    return new Block(
        rows,
        micro,
        inputs.into(v),
        results.outOf(m),
        new WinogradProduct(micro, across, tiles, channels, filters, v, kernelLayout, m),
        new WinogradProduct(micro, across, tiles, channels, FILTER_GROUP, v, groupLayout, m));
  }

  private Block block(int rows) {
    Block block = blocks[rows];
    MicroKernel micro = choice.now();
    if (block == null || block.micro != micro) {
      block = newBlock(rows, micro);
      blocks[rows] = block;
    }
    return block;
  }

  /** How many tiles so many images have. */
  int tiles(int images) {
    return images * inputs.perImage * inputs.across;
  }

  private void count(int images) {
    choice.count((long) tiles(images) * tiling.components() * channels * filters);
  }

  /**
   * Computes the convolution.
   *
   * @param u the transformed kernel
   * @param y modified
   */
  void compute(float[] x, int images, float[] u, Epilogue epilogue, float[] y, Parallel parallel) {
    count(images);
    int rows = images * inputs.perImage;
    int threads = parallel.threads();
    if (rows >= threads) {
      int least = Ints.ceilDiv(rows, rowsPerBlock);
      int blocks = Math.min(rows, Ints.roundUp(least, threads));
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

  /** Whether so many images are so few that {@link #computeGrouped} takes less time. */
  boolean isGrouped(int images, Parallel parallel) {
    return images * inputs.perImage <= mostGroupedRows
        && filters / FILTER_GROUP >= parallel.threads();
  }

  /**
   * Computes the convolution where {@link #isGrouped}, without the whole of the transformed kernel;
   * the same bits.
   *
   * @param y modified
   */
  void computeGrouped(
      float[] x,
      int images,
      GroupTransform kernels,
      Epilogue epilogue,
      float[] y,
      Parallel parallel) {
    count(images);
    Block block = block(images * inputs.perImage);
    float[] v = inputTiles(block);
    float[] m = outputTiles(block);
    parallel.forEach(block.rows, row -> transformInput(block, x, 0, row, v));
    parallel.forEach(
        filters / FILTER_GROUP,
        group -> {
          int first = group * FILTER_GROUP;
          float[] u =
              Scratch.current().atLeast(Slot.KERNEL, groupLayout.length(tiling.down().size(), 0));
          kernels.transform(first, u);
          for (int e = 0; e < tiling.components(); e++) {
            block.ofGroup.multiply(e, v, u, m, first);
          }
        });
    parallel.forEach(block.rows, row -> transformOutput(block, m, epilogue, y, 0, row));
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
    parallel.forEach(tiling.components(), e -> block.product.multiply(e, v, u, m, 0));
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
    for (int e = 0; e < tiling.components(); e++) {
      block.product.multiply(e, v, u, m, 0);
    }
    for (int row = 0; row < block.rows; row++) {
      transformOutput(block, m, epilogue, y, from, row);
    }
  }

  private float[] inputTiles(Block block) {
    int size = block.input.layout().length(tiling.down().size(), 0);
    return Scratch.current().atLeast(Slot.INPUT_TILES, size);
  }

  private float[] outputTiles(Block block) {
    int size = block.output.layout().length(tiling.down().size(), 0);
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
}
