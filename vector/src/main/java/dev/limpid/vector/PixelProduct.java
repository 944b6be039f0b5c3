package dev.limpid.vector;

import static dev.limpid.vector.Tuning.CHUNK;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.internal.Ints;

/**
 * The product of some pixels and a kernel that was packed once, on the caller's thread: a few
 * pixels at a time, those of a micro-tile, go through all panels and the epilogue while they and
 * their results are in the first-level cache.
 *
 * <p>{@link BlockedProduct} goes down a panel with a block of rows instead, so that deep panels are
 * read from the first-level cache. Where few channels meet, as between the convolutions of a band,
 * what happens to the results takes as long as the products. The same additions in the same order.
 */
final class PixelProduct {
  private PixelProduct() {}

  /** Whether it computes the shape: filters fill whole panels, and pixels a micro-tile. */
  static boolean supports(MicroKernel micro, int pixels, int filters) {
    return pixels >= micro.rows && filters % micro.columns == 0;
  }

  /**
   * Computes the results of neighbouring pixels, epilogue included.
   *
   * @param xAt where the first pixel begins
   * @param packed the kernel, as {@link BlockedProduct#pack} gives it
   * @param y modified
   */
  static void compute(
      MicroKernel micro,
      float[] x,
      int xAt,
      int pixels,
      int channels,
      float[] packed,
      Epilogue epilogue,
      float[] y,
      int yAt,
      int filters) {
    int rows = micro.rows;
    float[] a =
        Scratch.current().atLeast(Slot.PACKED_A, Ints.roundUp(channels, CHUNK) * micro.rows);
    for (int i = 0; i < pixels; i += rows) {
      int pixel = Math.min(i, pixels - rows); // the last ones may overlap those before
      pack(x, xAt + pixel * channels, channels, rows, a);
      int to = yAt + pixel * filters;
      for (int p = 0; p < channels; p += CHUNK) {
        int depth = Math.min(CHUNK, channels - p);
        int aAt = p * rows;
        boolean first = p == 0;
        float[] start = first ? micro.zeros : y;
        for (int f = 0; f < filters; f += micro.columns) {
          int bAt = f * channels + p * micro.columns;
          int from = first ? 0 : to + f;
          int ld = first ? 0 : filters;
          micro.rows(depth, a, aAt, packed, bAt, start, from, ld, y, to + f, filters);
        }
      }
      epilogue.apply(VectorRowKernels.INSTANCE, y, to, rows, filters);
    }
  }

  /** Copies pixels to where a micro-kernel reads them, chunk by chunk. */
  private static void pack(float[] x, int from, int channels, int rows, float[] a) {
    for (int i = 0; i < rows; i++) {
      for (int p = 0; p < channels; p += CHUNK) {
        int count = Math.min(CHUNK, channels - p);
        ShortSpans.copy(x, from + i * channels + p, a, p * rows + i * CHUNK, count);
      }
    }
  }
}
