package dev.limpid.core.vector;

import dev.limpid.core.Parallel;

/**
 * The kernel of the convolution that leads from the output's gradient to the input's: taps in
 * reverse, channels and filters exchanged.
 */
final class TurnedKernel {
  /** Side of the squares in which it is transposed, so that both sides stay in the cache. */
  private static final int SQUARE = 16;

  private TurnedKernel() {}

  /**
   * Turns {@code [taps, channels, filters]} into {@code [taps, filters, channels]}.
   *
   * @param turned modified
   */
  static void turn(
      float[] kernel, int taps, int channels, int filters, float[] turned, Parallel parallel) {
    int tap = channels * filters;
    int bands = (channels + SQUARE - 1) / SQUARE;
    parallel.forEach(
        taps * bands,
        piece -> {
          int source = piece / bands * tap;
          int target = (taps - 1 - piece / bands) * tap;
          int first = piece % bands * SQUARE;
          int last = Math.min(first + SQUARE, channels);
          for (int f = 0; f < filters; f += SQUARE) {
            int end = Math.min(f + SQUARE, filters);
            for (int g = f; g < end; g++) {
              for (int c = first; c < last; c++) {
                turned[target + g * channels + c] = kernel[source + c * filters + g];
              }
            }
          }
        });
  }
}
