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
 * The gradient of the taps of a depthwise convolution with 3x3 taps: what some rows of results see
 * is packed into a strip, zeros around the image included, so that all of them count alike. Images
 * are read as they lie in memory, all channels of a pixel after those of the one before; only the
 * strip, which stays in the second-level cache, is gone through by blocks of channels.
 */
final class DepthwiseStrip {
  private static final int TAPS = 9;

  private final Window rows;
  private final Window columns;
  private final int channels;
  private final int blocks;

  /** {@link DepthwiseKernels#TOGETHER} blocks each. */
  private final int groups;

  /** Columns that a whole row of results sees. */
  private final int width;

  /** Rows of results of a strip. */
  private final int results;

  DepthwiseStrip(ConvGeometry geometry) {
    rows = geometry.rows();
    columns = geometry.columns();
    channels = geometry.channels();
    blocks = Ints.ceilDiv(channels, LANES);
    width = (columns.output() - 1) * columns.stride() + columns.kernel();
    groups = Ints.ceilDiv(blocks, TOGETHER);
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

  /** Packs what some rows of results of an image see, all channels. */
  private float[] pack(float[] x, int image, int p, int count) {
    int group = width * COLUMN;
    float[] strip = Scratch.current().atLeast(Slot.STRIP, groups * group);
    int left = Math.min(columns.before(), width);
    int inside = Math.max(0, Math.min(width - left, columns.input()));
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
        int from = (image * rows.input() + row) * columns.input() * channels;
        DepthwiseKernels.pack(x, from, inside, channels, group, strip, to);
      }
    }
    return strip;
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
    float[] strip = pack(x, image, p, count);
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
