package dev.limpid.vector;

import static dev.limpid.vector.DepthwiseKernels.LANES;
import static dev.limpid.vector.DepthwiseKernels.WEIGHTS;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Window;
import dev.limpid.core.internal.Ints;
import java.util.Arrays;

/**
 * Rows of results of a depthwise convolution with 3x3 taps, straight from the rows of an image.
 * What sees beyond the image is computed alike from a copy with zeros around it.
 */
final class DepthwiseRows {
  private static final int TAPS = 3;

  /** Rows that two rows of results see. */
  private static final int HELD = TAPS + 1;

  /** Results in a line of a narrow image, at most. */
  private static final int NARROW = 8;

  private final Window rows;
  private final Window columns;
  private final int channels;

  /** Rows of results that are computed at once. */
  final int together;

  DepthwiseRows(ConvGeometry geometry) {
    rows = geometry.rows();
    columns = geometry.columns();
    channels = geometry.channels();
    together = rows.stride() == 1 && columns.stride() == 1 ? 2 : 1;
  }

  static boolean supports(ConvGeometry geometry) {
    return supports(geometry.rows()) && supports(geometry.columns());
  }

  private static boolean supports(Window window) {
    return window.kernel() == TAPS && window.dilation() == 1 && window.before() >= 0;
  }

  /** Values of packed weights. */
  int packedSize() {
    return Ints.ceilDiv(channels, LANES) * WEIGHTS * LANES;
  }

  /**
   * Computes the rows of results {@code p ... p + count - 1} of an image, no more than {@link
   * #together}.
   *
   * @param streamed whether the image comes from memory
   * @param xAt where the first of the image's rows begins that are held
   * @param xHeld how many rows are held, in turns
   * @param weights see {@link DepthwiseKernels#packWeights}
   * @param y modified
   * @param yAt where the first of its rows begins that are held
   * @param yHeld how many rows are held
   */
  void forward(
      boolean streamed,
      float[] x,
      int xAt,
      int xHeld,
      int p,
      int count,
      float[] weights,
      float[] y,
      int yAt,
      int yHeld) {
    int line = columns.input() * channels;
    int top = rows.at(p, 0);
    int end = top + (count - 1) * rows.stride() + TAPS;
    int width = columns.output();
    int upper = yAt + p % yHeld * width * channels;
    int lower = yAt + (p + count - 1) % yHeld * width * channels;
    int from = width;
    int to = width;
    if (top >= 0 && end <= rows.input()) {
      from = Math.min(width, Ints.roundUp(Ints.ceilDiv(columns.before(), columns.stride()), 2));
      int last = columns.input() - TAPS + columns.before();
      to = Math.max(from, Math.min(width, last < 0 ? 0 : last / columns.stride() + 1));
      to -= (to - from) % 2; // so that results go in pairs
      int at = xAt + columns.at(from, 0) * channels;
      int r0 = at + top % xHeld * line;
      int r1 = at + (top + 1) % xHeld * line;
      int r2 = at + (top + 2) % xHeld * line;
      int r3 = count == 1 ? 0 : at + (top + 3) % xHeld * line;
      int upperAt = upper + from * channels;
      int lowerAt = lower + from * channels;
      if (streamed && count == 2 && channels % LANES == 0) {
        int lastBlock = packedSize() - WEIGHTS * LANES;
        int size = (to - from) * channels;
        DepthwiseKernels.rows(
            x, r0, r1, r2, r3, channels, weights, lastBlock, y, upperAt, lowerAt, size);
      } else {
        compute(x, r0, r1, r2, r3, weights, y, upperAt, lowerAt, count, to - from);
      }
    }
    bordered(x, xAt, xHeld, top, end, 0, from, weights, y, upper, lower, count);
    bordered(x, xAt, xHeld, top, end, to, width, weights, y, upper, lower, count);
  }

  /** Results whose windows see beyond the image, from a copy with zeros there. */
  private void bordered(
      float[] x,
      int xAt,
      int xHeld,
      int top,
      int end,
      int from,
      int to,
      float[] weights,
      float[] y,
      int upper,
      int lower,
      int count) {
    if (from == to) {
      return;
    }
    int size = (to - 1 - from) * columns.stride() + TAPS;
    int line = size * channels;
    float[] copy = Scratch.current().atLeast(Slot.BORDER, HELD * line);
    for (int row = top, at = 0; row < end; row++, at += line) {
      copyRow(x, xAt, xHeld, row, columns.at(from, 0), size, copy, at);
    }
    upper += from * channels;
    lower += from * channels;
    compute(copy, 0, line, 2 * line, 3 * line, weights, y, upper, lower, count, to - from);
  }

  /** So many pixels of a row of the image, with zeros in place of those beyond it. */
  private void copyRow(
      float[] x, int xAt, int xHeld, int row, int begin, int size, float[] copy, int at) {
    int left = Math.min(Math.max(0, -begin), size);
    int inside = Math.max(0, Math.min(size - left, columns.input() - begin - left));
    int end = at + size * channels;
    if (row < 0 || row >= rows.input() || inside == 0) {
      Arrays.fill(copy, at, end, 0);
      return;
    }
    int pixel = row % xHeld * columns.input() + begin + left;
    int first = at + left * channels;
    int behind = first + inside * channels;
    Arrays.fill(copy, at, first, 0);
    System.arraycopy(x, xAt + pixel * channels, copy, first, inside * channels);
    Arrays.fill(copy, behind, end, 0);
  }

  /** Where a row is held; rows before the image have negative numbers. */
  private static int place(int row) {
    return Math.floorMod(row, HELD);
  }

  /** Whether lines are so short that copies of what their ends see would be longer. */
  boolean isNarrow() {
    return columns.output() <= NARROW;
  }

  /**
   * Computes the rows of results {@code p ... end - 1} of a narrow image from copies of the rows
   * that they see, each made once, with zeros around it; the same bits as {@link #forward}.
   *
   * @param y modified
   */
  void forwardNarrow(float[] x, int xAt, int p, int end, float[] weights, float[] y, int yAt) {
    int width = columns.output();
    int size = (width - 1) * columns.stride() + TAPS;
    int line = size * channels;
    float[] held = Scratch.current().atLeast(Slot.BORDER, HELD * line);
    int next = rows.at(p, 0);
    for (int row = p; row < end; row += together) {
      int count = Math.min(together, end - row);
      int top = rows.at(row, 0);
      for (next = Math.max(next, top); next < top + TAPS + count - 1; next++) {
        copyRow(x, xAt, rows.input(), next, columns.at(0, 0), size, held, place(next) * line);
      }
      int upper = yAt + row * width * channels;
      int lower = upper + (count - 1) * width * channels;
      int r0 = place(top) * line;
      int r1 = place(top + 1) * line;
      int r2 = place(top + 2) * line;
      int r3 = place(top + 3) * line;
      compute(held, r0, r1, r2, r3, weights, y, upper, lower, count, width);
    }
  }

  /** Neighbouring results, of which no window sees beyond the rows; all channels. */
  private void compute(
      float[] x,
      int r0,
      int r1,
      int r2,
      int r3,
      float[] weights,
      float[] y,
      int upper,
      int lower,
      int count,
      int pixels) {
    int whole = channels / LANES * LANES;
    blocks(x, r0, r1, r2, r3, whole, weights, 0, y, upper, lower, count, pixels);
    int left = channels - whole;
    if (left > 0) {
      int c = channels - LANES;
      int wAt = whole * WEIGHTS;
      r0 += c;
      r1 += c;
      r2 += c;
      r3 += c;
      blocks(x, r0, r1, r2, r3, LANES, weights, wAt, y, upper + c, lower + c, count, pixels);
    }
  }

  private void blocks(
      float[] x,
      int r0,
      int r1,
      int r2,
      int r3,
      int size,
      float[] w,
      int wAt,
      float[] y,
      int upper,
      int lower,
      int count,
      int pixels) {
    int pixel = channels;
    int step = columns.stride() * pixel;
    int pairs = pixels / 2;
    int done = 0;
    if (count == 2) {
      DepthwiseKernels.squares(x, r0, r1, r2, r3, pixel, size, w, wAt, y, upper, lower, pairs);
      done = 2 * pairs;
    } else if (columns.stride() == 2) {
      DepthwiseKernels.pairs(x, r0, r1, r2, pixel, size, w, wAt, y, upper, pairs);
      done = 2 * pairs;
    }
    int left = pixels - done;
    if (left > 0) {
      int in = done * step;
      int out = done * pixel;
      r0 += in;
      r1 += in;
      r2 += in;
      DepthwiseKernels.one(x, r0, r1, r2, step, pixel, size, w, wAt, y, upper + out, left);
      if (count == 2) {
        r3 += in;
        DepthwiseKernels.one(x, r1, r2, r3, step, pixel, size, w, wAt, y, lower + out, left);
      }
    }
  }
}
