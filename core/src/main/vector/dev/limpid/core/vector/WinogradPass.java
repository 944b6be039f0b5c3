package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.Epilogue;

/**
 * A Winograd convolution with a transformed kernel: the forward pass, and with the turned kernel
 * the gradient by the input.
 *
 * <pre>
 *            a block of rows of tiles
 *   x  --B' d B-->  V[e]: tiles x channels      for each component e of the 36 (or 16)
 *                   M[e] = V[e] U[e]            U[e]: channels x filters, the transformed kernel
 *   y  <--A' M A--  M[e]: tiles x filters
 * </pre>
 *
 * <p>Where U fits the second-level cache, a thread takes a block of some 50 tiles through all three
 * steps, and V and M stay in its cache. Where U is larger, it would be read again for each block:
 * then blocks are larger, and the threads share the work of each step.
 */
final class WinogradPass {
  /** Floats of V and M of a block that one thread works on: 1.2 MB. */
  private static final int BLOCK_FLOATS = 300_000;

  /** Floats of a transformed kernel up to which each thread has blocks of its own: 2.4 MB. */
  private static final int SMALL_KERNEL = 600_000;

  /** Tiles in a block that all threads share. */
  private static final int SHARED_TILES = 512;

  private final MicroKernel kernel;
  private final WinogradTransform transform;
  private final TileRows inputs;
  private final TileRows results;
  private final int channels;
  private final int filters;
  private final int resultWidth;
  private final TileLayout kernelLayout;
  private final boolean shared;
  private final int rowsPerBlock;

  WinogradPass(
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
    this.resultWidth = resultWidth;
    this.inputs =
        new TileRows(transform, height, width, channels, before, left, resultHeight, resultWidth);
    this.results =
        new TileRows(
            transform, resultHeight, resultWidth, filters, 0, 0, resultHeight, resultWidth);
    this.kernelLayout = new WinogradKernels(transform, kernel.columns).layout(channels, filters);
    int components = transform.size * transform.size;
    this.shared = components * channels * filters > SMALL_KERNEL;
    int tiles = shared ? SHARED_TILES : BLOCK_FLOATS / (components * (channels + filters));
    this.rowsPerBlock = Math.max(1, (tiles + inputs.across / 2) / inputs.across);
  }

  /** Whether the transformed kernel is too large for a second-level cache. */
  boolean hasLargeKernel() {
    return shared;
  }

  /** How many tiles so many images have. */
  int tiles(int images) {
    return images * inputs.perImage * inputs.across;
  }

  void compute(
      float[] x, int images, float[] transformed, Epilogue epilogue, float[] y, Parallel parallel) {
    int rows = images * inputs.perImage;
    int blocks = (rows + rowsPerBlock - 1) / rowsPerBlock;
    if (shared || blocks < 2 * parallel.threads()) {
      int rowsTogether = shared ? rowsPerBlock : rows;
      for (int from = 0; from < rows; from += rowsTogether) {
        int to = Math.min(from + rowsTogether, rows);
        computeBlock(x, from, to, transformed, epilogue, y, parallel);
      }
    } else {
      parallel.forEach(
          blocks,
          block -> {
            int from = block * rowsPerBlock;
            int to = Math.min(from + rowsPerBlock, rows);
            computeBlock(x, from, to, transformed, epilogue, y, Parallel.serial());
          });
    }
  }

  private void computeBlock(
      float[] x,
      int from,
      int to,
      float[] transformed,
      Epilogue epilogue,
      float[] y,
      Parallel parallel) {
    int size = transform.size;
    int across = inputs.across;
    // whole tiles of the kernel, so that nothing has to be done for the edge
    int tiles = ((to - from) * across + kernel.rows - 1) / kernel.rows * kernel.rows;
    int width = (filters + kernel.columns - 1) / kernel.columns * kernel.columns;
    TileLayout inputLayout = TileLayout.rows(size, tiles, channels);
    TileLayout productLayout = TileLayout.whole(size, tiles, width);
    Scratch scratch = Scratch.current();
    float[] v = scratch.atLeast(Slot.INPUT_TILES, inputLayout.length(size, 0));
    float[] m = scratch.atLeast(Slot.OUTPUT_TILES, productLayout.length(size, 0));
    parallel.forEach(
        to - from, row -> inputs.transformInput(x, from + row, v, inputLayout, row * across));
    parallel.forEach(
        size * size,
        e -> multiply(e / size, e % size, tiles, v, inputLayout, transformed, m, productLayout));
    parallel.forEach(
        to - from,
        row -> {
          int rows = results.transformOutput(m, productLayout, row * across, y, from + row);
          int firstPixel = results.firstPixel(from + row);
          epilogue.apply(VectorRowKernels.INSTANCE, y, firstPixel, rows * resultWidth, filters);
        });
  }

  /** The product of one component, {@code M = V U}. */
  private void multiply(
      int i,
      int j,
      int tiles,
      float[] v,
      TileLayout vLayout,
      float[] u,
      float[] m,
      TileLayout mLayout) {
    int vStart = vLayout.at(i, 0, 0) + j * vLayout.columnStep();
    int uStart = kernelLayout.at(i, 0, 0) + j * kernelLayout.columnStep();
    int mStart = mLayout.at(i, 0, 0) + j * mLayout.columnStep();
    int ldm = mLayout.rowStride();
    for (int f = 0; f < filters; f += kernel.columns) {
      int panel = uStart + f / kernel.columns * kernelLayout.chunkStride();
      for (int c = 0; c < channels; c += MicroKernel.LDA) {
        int depth = Math.min(MicroKernel.LDA, channels - c);
        int vAt = vStart + c / MicroKernel.LDA * vLayout.chunkStride();
        int uAt = panel + c * kernel.columns;
        for (int t = 0; t < tiles; t += kernel.rows) {
          int at = mStart + t * ldm + f;
          float[] start = c == 0 ? kernel.zeros : m;
          kernel.rows(
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
