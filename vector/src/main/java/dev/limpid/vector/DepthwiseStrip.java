package dev.limpid.vector;

import static dev.limpid.vector.DepthwiseKernels.COLUMN;
import static dev.limpid.vector.DepthwiseKernels.LANES;
import static dev.limpid.vector.DepthwiseKernels.ROWS;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.Window;
import dev.limpid.core.internal.Ints;
import java.util.Arrays;

/**
 * Some rows of results of a depthwise convolution with 3x3 taps: what they see is packed into a
 * strip, zeros around the image included, so that all of them are computed alike. A strip has so
 * many blocks of channels as the first-level cache holds.
 */
final class DepthwiseStrip {
  private static final int TAPS = 9;

  /** Values of a strip: 24 KB, a larger one has a block of channels alone. */
  private static final int STRIP = 6 << 10;

  private final Window rows;
  private final Window columns;
  private final int channels;
  private final int blocks;

  /** Columns of the strip, and columns of it before the image, in it and behind it. */
  private final int width;

  private final int left;
  private final int inside;

  /** Values from one block of channels to the next. */
  private final int block;

  /** How many blocks a strip has at most. */
  private final int together;

  /** Rows of results of a strip. */
  final int results;

  DepthwiseStrip(ConvGeometry geometry) {
    rows = geometry.rows();
    columns = geometry.columns();
    channels = geometry.channels();
    blocks = Ints.ceilDiv(channels, LANES);
    width = (columns.output() - 1) * columns.stride() + columns.kernel();
    left = Math.min(columns.before(), width);
    inside = Math.min(width - left, columns.input());
    block = width * COLUMN;
    together = Math.max(1, Math.min(blocks, STRIP / block));
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

  /** Packs what some rows of results see of some blocks of channels. */
  private float[] pack(float[] x, int image, int p, int count, int first, int number) {
    float[] strip = Scratch.current().atLeast(Slot.STRIP, together * block);
    int needed = (count - 1) * rows.stride() + rows.kernel();
    for (int r = 0; r < needed; r++) {
      int row = rows.at(p, 0) + r;
      int at = r * LANES;
      if (row < 0 || row >= rows.input()) {
        DepthwiseKernels.clear(width, number, strip, at, block);
      } else {
        int from = (image * rows.input() + row) * columns.input() * channels;
        int right = left + inside;
        int to = at + left * COLUMN;
        DepthwiseKernels.clear(left, number, strip, at, block);
        DepthwiseKernels.pack(x, from, inside, channels, first, number, strip, to, block);
        DepthwiseKernels.clear(width - right, number, strip, at + right * COLUMN, block);
      }
    }
    return strip;
  }

  /** Whether {@link #forward} does all that follows a convolution. */
  static boolean finishes(Epilogue epilogue) {
    return epilogue.scale() == null && (epilogue.bias() != null || !epilogue.relu());
  }

  /**
   * Computes the rows of results {@code p ... p + count - 1} of an image, and what follows where it
   * {@link #finishes} it.
   *
   * @param y modified
   */
  void forward(
      float[] x, int image, int p, int count, float[] kernel, Epilogue epilogue, float[] y) {
    float[] bias = finishes(epilogue) ? epilogue.bias() : null;
    float least = epilogue.relu() ? 0 : Float.NEGATIVE_INFINITY;
    float most = epilogue.ceiling();
    int step = columns.stride() * COLUMN;
    for (int begin = 0; begin < blocks; begin += together) {
      int number = Math.min(together, blocks - begin);
      float[] strip = pack(x, image, p, count, begin, number);
      for (int b = 0; b < number; b++) {
        int first = firstOf(begin + b);
        for (int i = 0; i < count; i++) {
          int at = b * block + i * rows.stride() * LANES;
          int to = (image * rows.output() + p + i) * columns.output() * channels + first;
          int pixels = columns.output();
          DepthwiseKernels.results(strip, at, step, kernel, first, channels, y, to, pixels);
          if (bias != null) {
            DepthwiseKernels.bound(y, to, channels, pixels, bias, first, least, most);
          }
        }
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
      for (int begin = 0; begin < blocks; begin += together) {
        addStrip(x, dy, image, p, begin, Math.min(together, blocks - begin), ofStrip);
      }
      for (int i = 0; i < sumsSize(); i++) {
        sums[i] += ofStrip[i];
      }
    }
  }

  private void addStrip(
      float[] x, float[] dy, int image, int p, int begin, int number, float[] sums) {
    int count = Math.min(results, rows.output() - p);
    int step = columns.stride() * COLUMN;
    float[] strip = pack(x, image, p, count, begin, number);
    for (int b = 0; b < number; b++) {
      int to = (begin + b) * TAPS * LANES;
      for (int i = 0; i < count; i++) {
        int at = b * block + i * rows.stride() * LANES;
        int from =
            (image * rows.output() + p + i) * columns.output() * channels + firstOf(begin + b);
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
