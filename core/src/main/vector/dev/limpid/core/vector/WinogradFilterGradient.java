package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;

/**
 * The gradient by the kernel of a Winograd convolution.
 *
 * <pre>
 *   x   --B' d B-->  V[e]: tiles x channels     for each component e of the 36 (or 16)
 *   dy  --A y A'-->  D[e]: tiles x filters
 *                    dU[e] += V[e]' D[e]        over all tiles of all images
 *   dKernel = G' dU G
 * </pre>
 *
 * <p>Where dU fits the second-level cache, the images are cut into {@link #LANES} parts, each of
 * them summed up by one thread in blocks of some 50 tiles, and the sums of the parts are added in
 * order. Where dU is larger, the threads share blocks of many tiles, each thread with components of
 * its own.
 */
final class WinogradFilterGradient {
  /** Floats of V and D of a block that one thread works on: 1.2 MB. */
  private static final int BLOCK_FLOATS = 300_000;

  /** Floats of dU up to which each lane has one of its own: 2.4 MB. */
  private static final int SMALL_KERNEL = 600_000;

  /** Tiles in a block that all threads share. */
  private static final int SHARED_TILES = 512;

  private static final int LANES = 8;

  /** Depth of one run of the micro-kernel: its panel of D takes 16 KB with 512-bit vectors. */
  private static final int STEP = 128;

  private final MicroKernel kernel;
  private final WinogradTransform transform;
  private final TileRows inputs;
  private final TileRows results;
  private final int channels;
  private final int filters;
  private final TileLayout gradientLayout;
  private final boolean shared;
  private final int rowsPerBlock;

  WinogradFilterGradient(
      MicroKernel kernel,
      WinogradTransform transform,
      int height,
      int width,
      int channels,
      int before,
      int left,
      int resultHeight,
      int resultWidth,
      int filters) {
    this.kernel = kernel;
    this.transform = transform;
    this.channels = channels;
    this.filters = filters;
    this.inputs =
        new TileRows(transform, height, width, channels, before, left, resultHeight, resultWidth);
    this.results =
        new TileRows(
            transform, resultHeight, resultWidth, filters, 0, 0, resultHeight, resultWidth);
    int rows = (channels + kernel.rows - 1) / kernel.rows * kernel.rows;
    int columns = (filters + kernel.columns - 1) / kernel.columns * kernel.columns;
    this.gradientLayout = TileLayout.whole(transform.size, rows, columns);
    int components = transform.size * transform.size;
    this.shared = components * channels * filters > SMALL_KERNEL;
    int tiles = shared ? SHARED_TILES : BLOCK_FLOATS / (components * (channels + filters));
    this.rowsPerBlock = Math.max(1, (tiles + inputs.across / 2) / inputs.across);
  }

  void compute(float[] x, float[] dy, int images, float[] dKernel, Parallel parallel) {
    int rows = images * inputs.perImage;
    int blocks = (rows + rowsPerBlock - 1) / rowsPerBlock;
    int size = gradientLayout.length(transform.size, 0);
    int lanes = shared ? 1 : Math.min(LANES, blocks);
    float[] sums = Scratch.current().atLeast(Slot.KERNEL, lanes * size);
    if (lanes == 1) {
      addBlocks(x, dy, rows, 0, blocks, sums, 0, parallel);
    } else {
      parallel.forEach(
          lanes,
          lane -> {
            int from = lane * blocks / lanes;
            int to = (lane + 1) * blocks / lanes;
            addBlocks(x, dy, rows, from, to, sums, lane * size, Parallel.serial());
          });
      parallel.forRange(size, 1 << 14, (from, to) -> addLanes(sums, lanes, size, from, to));
    }
    new WinogradKernels(transform, kernel.columns)
        .transformBack(sums, gradientLayout, channels, filters, dKernel, parallel);
  }

  private static void addLanes(float[] sums, int lanes, int size, int from, int to) {
    for (int lane = 1; lane < lanes; lane++) {
      int offset = lane * size;
      for (int i = from; i < to; i++) {
        sums[i] += sums[offset + i];
      }
    }
  }

  private void addBlocks(
      float[] x,
      float[] dy,
      int rows,
      int firstBlock,
      int lastBlock,
      float[] sums,
      int offset,
      Parallel parallel) {
    for (int block = firstBlock; block < lastBlock; block++) {
      int from = block * rowsPerBlock;
      int to = Math.min(from + rowsPerBlock, rows);
      addBlock(x, dy, from, to, sums, offset, block == firstBlock, parallel);
    }
  }

  private void addBlock(
      float[] x,
      float[] dy,
      int from,
      int to,
      float[] sums,
      int offset,
      boolean first,
      Parallel parallel) {
    int size = transform.size;
    int across = inputs.across;
    int tiles = (to - from) * across;
    TileLayout inputLayout = TileLayout.whole(size, tiles, channels);
    TileLayout resultLayout = TileLayout.panels(size, tiles, filters, kernel.columns);
    Scratch scratch = Scratch.current();
    float[] v = scratch.atLeast(Slot.INPUT_TILES, inputLayout.length(size, kernel.rows));
    float[] d = scratch.atLeast(Slot.OUTPUT_TILES, resultLayout.length(size, 0));
    parallel.forEach(
        to - from,
        row -> {
          inputs.transformInput(x, from + row, v, inputLayout, row * across);
          results.transformGradient(dy, from + row, d, resultLayout, row * across);
        });
    parallel.forEach(
        size * size,
        e -> {
          int i = e / size;
          int j = e % size;
          int vAt = inputLayout.at(i, 0, 0) + j * inputLayout.columnStep();
          int dAt = resultLayout.at(i, 0, 0) + j * resultLayout.columnStep();
          int at = offset + gradientLayout.at(i, 0, 0) + j * gradientLayout.columnStep();
          multiply(tiles, v, vAt, inputLayout.rowStride(), d, dAt, sums, at, first);
        });
  }

  /** Adds the product of one component, {@code dU += V' D}. */
  private void multiply(
      int tiles,
      float[] v,
      int vAt,
      int ldv,
      float[] d,
      int dAt,
      float[] sums,
      int at,
      boolean first) {
    int ld = gradientLayout.rowStride();
    for (int f = 0; f < filters; f += kernel.columns) {
      for (int t = 0; t < tiles; t += STEP) {
        int depth = Math.min(STEP, tiles - t);
        int panel = dAt + f * tiles + t * kernel.columns;
        boolean zero = first && t == 0;
        for (int c = 0; c < channels; c += kernel.rows) {
          int target = at + c * ld + f;
          kernel.columns(
              depth,
              v,
              vAt + t * ldv + c,
              ldv,
              d,
              panel,
              zero ? kernel.zeros : sums,
              zero ? 0 : target,
              zero ? 0 : ld,
              sums,
              target,
              ld);
        }
      }
    }
  }
}
