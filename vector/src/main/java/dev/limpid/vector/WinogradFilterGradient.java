package dev.limpid.vector;

import static dev.limpid.vector.Tuning.ACROSS;
import static dev.limpid.vector.Tuning.ACROSS_CHUNK;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.internal.Ints;
import dev.limpid.core.internal.Lanes;

/**
 * The gradient by the kernel of a Winograd convolution.
 *
 * <pre>
 *   x   --B' d B-->  V[e]: tiles x channels     for each component e of a tile
 *   dy  --A y A'-->  D[e]: tiles x filters
 *                    dU[e] += V[e]' D[e]        over all tiles of all images
 *   dKernel = G' dU G
 * </pre>
 *
 * <p>Where dU fits the second-level cache, the images are cut into {@link Tuning#LANES} parts, each
 * of them summed up by one thread in blocks of some 50 tiles, and the sums of the parts are added
 * in order. Where dU is larger, the threads share blocks of many tiles, each thread with components
 * of its own.
 */
final class WinogradFilterGradient {
  private final TileChoice choice;
  private final WinogradTiles tiling;
  private final WinogradKernels kernels;
  private final TileRows inputs;
  private final TileRows results;
  private final int channels;
  private final int filters;
  private final boolean shared;
  private final int rowsPerBlock;
  private final Block whole;

  /** Of another size than {@link #whole}, for a rest; replaced as sizes change. */
  private volatile Block other;

  /** What is the same for all blocks of so many rows of tiles. */
  private record Block(int rows, int tiles, TileSpans input, TileSpans gradient) {}

  WinogradFilterGradient(
      TileChoice choice, WinogradTiles tiles, WinogradKernels kernels, ConvGeometry sizes) {
    this.choice = choice;
    this.tiling = tiles;
    this.kernels = kernels;
    this.channels = sizes.channels();
    this.filters = sizes.filters();
    this.inputs = TileRows.ofInputs(tiles, sizes.rows(), sizes.columns(), channels);
    this.results = TileRows.ofResults(tiles, sizes.rows(), sizes.columns(), filters);
    int components = tiles.components();
    this.shared = tiles.kernelFloats(sizes) > Tuning.LANE_KERNEL;
    int perBlock =
        shared
            ? choice.now().tuning.gradientTiles()
            : Tuning.GRADIENT_FLOATS / (components * (channels + filters));
    this.rowsPerBlock = Math.max(1, (perBlock + inputs.across / 2) / inputs.across);
    this.whole = newBlock(rowsPerBlock);
    this.other = whole;
  }

  private Block newBlock(int rows) {
    int across = tiling.across().size();
    int tiles = rows * inputs.across;
    return new Block(
        rows,
        tiles,
        inputs.into(TileLayout.across(across, tiles, channels)),
        results.into(TileLayout.panels(across, tiles, filters, MicroKernel.panelWidth())));
  }

  private Block block(int rows) {
    Block last = other;
    if (rows == whole.rows) {
      return whole;
    } else if (rows != last.rows) {
      last = newBlock(rows);
      other = last;
    }
    return last;
  }

  /**
   * Computes the gradient.
   *
   * @param dKernel modified
   */
  void compute(float[] x, float[] dy, int images, float[] dKernel, Parallel parallel) {
    int rows = images * inputs.perImage;
    int blocks = Ints.ceilDiv(rows, rowsPerBlock);
    int size = kernels.gradientLength();
    int lanes = shared ? 1 : Math.min(Tuning.LANES, blocks);
    float[] sums = Scratch.current().atLeast(Slot.KERNEL, lanes * size);
    if (lanes == 1) {
      for (int from = 0; from < rows; from += rowsPerBlock) {
        Block block = block(Math.min(rowsPerBlock, rows - from));
        addTogether(block, x, dy, from, sums, parallel);
      }
    } else {
      parallel.forEach(
          lanes,
          lane -> {
            int first = lane * blocks / lanes * rowsPerBlock;
            int end = Math.min((lane + 1) * blocks / lanes * rowsPerBlock, rows);
            for (int from = first; from < end; from += rowsPerBlock) {
              Block block = block(Math.min(rowsPerBlock, end - from));
              addAlone(block, x, dy, from, sums, lane * size, from == first);
            }
          });
      Lanes.add(sums, lanes, size, sums, parallel);
    }
    kernels.transformBack(sums, dKernel, parallel);
  }

  /** A block by all threads. */
  private void addTogether(
      Block block, float[] x, float[] dy, int from, float[] sums, Parallel parallel) {
    float[] v = inputTiles(block);
    float[] d = gradientTiles(block);
    parallel.forEach(block.rows, row -> transformRow(block, x, dy, from, row, v, d));
    parallel.forEach(tiling.components(), e -> multiply(block, e, v, d, sums, 0, from == 0));
  }

  /** A block by the caller's thread; the same in plain loops, which make no objects. */
  private void addAlone(
      Block block, float[] x, float[] dy, int from, float[] sums, int offset, boolean first) {
    float[] v = inputTiles(block);
    float[] d = gradientTiles(block);
    for (int row = 0; row < block.rows; row++) {
      transformRow(block, x, dy, from, row, v, d);
    }
    for (int e = 0; e < tiling.components(); e++) {
      multiply(block, e, v, d, sums, offset, first);
    }
  }

  private float[] inputTiles(Block block) {
    int size = block.input.layout().length(tiling.down().size(), MicroKernel.MOST_ROWS);
    return Scratch.current().atLeast(Slot.INPUT_TILES, size);
  }

  private float[] gradientTiles(Block block) {
    int size = block.gradient.layout().length(tiling.down().size(), 0);
    return Scratch.current().atLeast(Slot.OUTPUT_TILES, size);
  }

  private void transformRow(
      Block block, float[] x, float[] dy, int from, int row, float[] v, float[] d) {
    inputs.transformInput(x, from + row, v, block.input, row * inputs.across);
    results.transformGradient(dy, from + row, d, block.gradient, row * inputs.across);
  }

  /** Adds the product of one component, {@code dU += V' D}, or begins the sum with it. */
  private void multiply(
      Block block, int component, float[] v, float[] d, float[] sums, int offset, boolean first) {
    TileLayout vLayout = block.input.layout();
    int across = tiling.across().size();
    int vStart = vLayout.component(component, across);
    int dStart = block.gradient.layout().component(component, across);
    int start = offset + kernels.gradient.component(component, across);
    int ld = kernels.gradient.rowStride();
    MicroKernel micro = choice.now();
    for (int f = 0; f < filters; f += micro.columns) {
      MicroKernel kernel = micro.forColumns(filters - f);
      for (int t = 0; t < block.tiles; t += Tuning.GRADIENT_SLICE) {
        int depth = Math.min(Tuning.GRADIENT_SLICE, block.tiles - t);
        int panel = dStart + f * block.tiles + t * micro.columns;
        boolean zero = first && t == 0;
        MicroKernel of;
        for (int c = 0; c < channels; c += of.rows) {
          of = kernel.forRows(channels - c);
          int target = start + c * ld + f;
          int chunk = c / ACROSS_CHUNK * vLayout.chunkStride();
          of.columns(
              depth,
              v,
              vStart + chunk + t * ACROSS + c % ACROSS_CHUNK,
              d,
              panel,
              zero ? micro.zeros : sums,
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
