package dev.limpid.vector;

import static dev.limpid.vector.DepthwiseKernels.BLOCK;
import static dev.limpid.vector.DepthwiseKernels.COLUMN;
import static dev.limpid.vector.DepthwiseKernels.LANES;
import static dev.limpid.vector.DepthwiseKernels.ROWS;
import static dev.limpid.vector.DepthwiseKernels.TOGETHER;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Window;
import dev.limpid.core.internal.Ints;
import java.util.Arrays;

/**
 * Some rows of results of a depthwise convolution with 3x3 taps: what they see is packed into a
 * strip, zeros around the image included, so that all of them are computed alike. Images are read
 * and results are written as they lie in memory, all channels of a pixel after those of the one
 * before; only the strip and the sums, which stay in the second-level cache, are gone through by
 * blocks of channels.
 */
final class DepthwiseStrip {
  private static final int TAPS = 9;

  /** Values apart at which results would share a few sets of a cache: 512 bytes. */
  private static final int SAME_SETS = 1 << 7;

  /** Values of a strip in the forward pass: 256 KB, a half of a second-level cache. */
  private static final int STRIP = 64 << 10;

  /** Values of a group of blocks in the forward pass, 48 KB: 24 to 96 KB are as good. */
  private static final int GROUP = 12 << 10;

  private final Window rows;
  private final Window columns;
  private final int channels;
  private final int blocks;

  /** {@link DepthwiseKernels#TOGETHER} blocks each. */
  private final int groups;

  /**
   * Values from a result to the next where they are summed up: not all in a few sets of a cache.
   */
  private final int pixel;

  /** Columns that a whole row of results sees. */
  private final int width;

  /** Results of a row that are computed from one strip. */
  private final int across;

  /** Rows of results of a strip. */
  final int results;

  DepthwiseStrip(ConvGeometry geometry) {
    rows = geometry.rows();
    columns = geometry.columns();
    channels = geometry.channels();
    blocks = Ints.ceilDiv(channels, LANES);
    width = (columns.output() - 1) * columns.stride() + columns.kernel();
    groups = Ints.ceilDiv(blocks, TOGETHER);
    pixel = channels % SAME_SETS == 0 ? channels + TileLayout.PAD : channels;
    int most = Math.max(columns.kernel(), Math.min(GROUP, STRIP / groups) / COLUMN);
    across = (most - columns.kernel()) / columns.stride() + 1;
    results = (ROWS - rows.kernel()) / rows.stride() + 1;
  }

  static boolean supports(ConvGeometry geometry) {
    return supports(geometry.rows()) && supports(geometry.columns());
  }

  private static boolean supports(Window window) {
    return window.kernel() == 3
        && window.dilation() == 1
        && window.stride() <= ROWS - window.kernel()
        && window.before() >= 0;
  }

  /** The channel where a block begins: the last one ends with the last channel. */
  private int firstOf(int number) {
    return Math.min(number * LANES, channels - LANES);
  }

  /**
   * Packs what some rows of results see, all channels.
   *
   * @param xAt where the first of the image's rows begins that are held
   * @param held how many rows are held, in turns
   * @param q the first of their results
   * @param size columns of the strip
   */
  private float[] pack(float[] x, int xAt, int held, int p, int count, int q, int size) {
    int group = size * COLUMN;
    float[] strip = Scratch.current().atLeast(Slot.STRIP, groups * group);
    int begin = columns.at(q, 0);
    int left = Math.min(Math.max(0, -begin), size);
    int inside = Math.max(0, Math.min(size - left, columns.input() - begin - left));
    int right = left + inside;
    for (int g = 0; g < groups; g++) {
      Arrays.fill(strip, g * group, g * group + left * COLUMN, 0);
      Arrays.fill(strip, g * group + right * COLUMN, (g + 1) * group, 0);
    }
    int needed = (count - 1) * rows.stride() + rows.kernel();
    for (int r = 0; r < needed; r++) {
      int row = rows.at(p, 0) + r;
      int to = left * COLUMN + r * LANES;
      if (row < 0 || row >= rows.input()) {
        for (int g = 0; g < groups; g++) {
          DepthwiseKernels.clear(inside, strip, to + g * group);
        }
      } else {
        int pixel = row % held * columns.input() + begin + left;
        DepthwiseKernels.pack(x, xAt + pixel * channels, inside, channels, group, strip, to);
      }
    }
    return strip;
  }

  /**
   * Computes the rows of results {@code p ... p + count - 1} of an image, with a bias and between
   * bounds.
   *
   * @param xAt where the first of the image's rows begins that are held
   * @param xHeld how many rows are held, in turns
   * @param bias one value for each channel
   * @param y modified
   * @param yAt where the first of its rows begins that are held
   * @param yHeld how many rows are held
   */
  void forward(
      float[] x,
      int xAt,
      int xHeld,
      int p,
      int count,
      float[] kernel,
      float[] bias,
      float least,
      float most,
      float[] y,
      int yAt,
      int yHeld) {
    float[] sums = Scratch.current().atLeast(Slot.SUMS, results * across * pixel);
    int line = columns.output() * channels;
    for (int q = 0; q < columns.output(); q += across) {
      int pixels = Math.min(across, columns.output() - q);
      int size = (pixels - 1) * columns.stride() + columns.kernel();
      float[] strip = pack(x, xAt, xHeld, p, count, q, size);
      for (int b = 0; b < blocks; b++) {
        int at = b / TOGETHER * size * COLUMN + b % TOGETHER * BLOCK;
        sum(strip, at, kernel, firstOf(b), sums, pixels, count);
      }
      for (int i = 0; i < count; i++) {
        int at = i * across * pixel;
        int to = yAt + (p + i) % yHeld * line + q * channels;
        DepthwiseKernels.finish(sums, at, pixel, y, to, channels, pixels, bias, least, most);
      }
    }
  }

  /** The sums of a block, two rows at a time where they see the same rows. */
  private void sum(
      float[] strip, int block, float[] kernel, int first, float[] sums, int pixels, int count) {
    boolean inPairs = rows.stride() == 1 && columns.stride() == 1;
    int step = columns.stride() * COLUMN;
    int row = across * pixel;
    for (int i = 0; i < count; i++) {
      int at = block + i * rows.stride() * LANES;
      int to = first + i * row;
      if (inPairs && i + 1 < count) {
        DepthwiseKernels.twoRows(
            strip, at, kernel, first, channels, sums, to, to + row, pixel, pixels);
        i++;
      } else {
        DepthwiseKernels.results(strip, at, step, kernel, first, channels, sums, to, pixel, pixels);
      }
    }
  }

  /** Values of the sums that {@link #addImage} adds to. */
  int sumsSize() {
    return blocks * TAPS * LANES;
  }

  /**
   * Adds the gradient of an image, strip by strip.
   *
   * @param sums modified
   */
  void addImage(float[] x, float[] dy, int image, float[] sums) {
    float[] ofStrip = Scratch.current().atLeast(Slot.SUMS, sumsSize());
    for (int p = 0; p < rows.output(); p += results) {
      Arrays.fill(ofStrip, 0, sumsSize(), 0);
      addStrip(x, dy, image, p, ofStrip);
      for (int i = 0; i < sumsSize(); i++) {
        sums[i] += ofStrip[i];
      }
    }
  }

  private void addStrip(float[] x, float[] dy, int image, int p, float[] sums) {
    int count = Math.min(results, rows.output() - p);
    int step = columns.stride() * COLUMN;
    int held = rows.input();
    int xAt = image * held * columns.input() * channels;
    float[] strip = pack(x, xAt, held, p, count, 0, width);
    for (int b = 0; b < blocks; b++) {
      int block = b / TOGETHER * width * COLUMN + b % TOGETHER * BLOCK;
      for (int i = 0; i < count; i++) {
        int at = block + i * rows.stride() * LANES;
        int from = (image * rows.output() + p + i) * columns.output() * channels + firstOf(b);
        int to = b * TAPS * LANES;
        DepthwiseKernels.addGradients(
            strip, at, step, dy, from, channels, sums, to, columns.output());
      }
    }
  }

  /** Copies sums into a gradient {@code [3, 3, 1, channels]}. */
  void unpack(float[] sums, float[] dKernel, int to) {
    for (int b = 0; b < blocks; b++) {
      for (int tap = 0; tap < TAPS; tap++) {
        int from = (b * TAPS + tap) * LANES;
        System.arraycopy(sums, from, dKernel, to + tap * channels + firstOf(b), LANES);
      }
    }
  }
}
