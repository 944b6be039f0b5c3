package dev.limpid.vector;

import dev.limpid.core.Parallel;

/**
 * The kernel of the convolution that leads from the output's gradient to the input's: taps in
 * reverse, channels and filters exchanged.
 */
final class TurnedKernel {
  /** Side of the squares in which it is transposed, so that both sides stay in the cache. */
  private static final int SQUARE = 16;

  /** Values up to which sharing the work would take longer than the work: 64 KB. */
  private static final int SMALL = 1 << 14;

  private TurnedKernel() {}

  /**
   * Turns {@code [taps, channels, filters]} into {@code [taps, filters, channels]}.
   *
   * @param turned modified
   */
  static void turn(
      float[] kernel, int taps, int channels, int filters, float[] turned, Parallel parallel) {
    int tap = channels * filters;
    if (taps * tap <= SMALL) {
      turn(kernel, taps, channels, filters, 0, channels, turned);
      return;
    }
    int bands = (channels + SQUARE - 1) / SQUARE;
    parallel.forEach(
        taps * bands,
        piece -> {
          int source = piece / bands * tap;
          int target = (taps - 1 - piece / bands) * tap;
          int first = piece % bands * SQUARE;
          int last = Math.min(first + SQUARE, channels);
          turnBand(kernel, source, filters, first, last, turned, target, channels);
        });
  }

  /**
   * Turns the channels {@code from ... to - 1} alone, into {@code [taps, filters, to - from]}.
   *
   * @param turned modified
   */
  static void turn(
      float[] kernel, int taps, int channels, int filters, int from, int to, float[] turned) {
    int count = to - from;
    for (int t = 0; t < taps; t++) {
      int source = t * channels * filters;
      int target = (taps - 1 - t) * filters * count - from;
      for (int c = from; c < to; c += SQUARE) {
        int last = Math.min(c + SQUARE, to);
        turnBand(kernel, source, filters, c, last, turned, target, count);
      }
    }
  }

  /** Turns some channels of a tap; a filter's channels are {@code row} after the one before. */
  private static void turnBand(
      float[] kernel,
      int source,
      int filters,
      int first,
      int last,
      float[] turned,
      int target,
      int row) {
    for (int f = 0; f < filters; f += SQUARE) {
      int end = Math.min(f + SQUARE, filters);
      for (int g = f; g < end; g++) {
        for (int c = first; c < last; c++) {
          turned[target + g * row + c] = kernel[source + c * filters + g];
        }
      }
    }
  }
}
