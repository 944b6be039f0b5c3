package dev.limpid.core.internal;

import dev.limpid.core.Parallel;

/**
 * Partial sums: each of several lanes has summed up a part of the images on its own, whatever
 * thread it ran on, and in the end the lanes are added in their order.
 */
public final class Lanes {
  /** Values in a piece of work: 64 KB. */
  private static final int PIECE = 1 << 14;

  private Lanes() {}

  /**
   * Computes {@code sum[i] = lane 0[i] + lane 1[i] + ...} for all i.
   *
   * @param lanes the lanes, one after the other; not modified, unless it is {@code sum}
   * @param count how many lanes
   * @param size values of a lane
   * @param sum modified; may be {@code lanes}, whose first lane the sum then is
   */
  public static void add(float[] lanes, int count, int size, float[] sum, Parallel parallel) {
    if (size <= PIECE) {
      add(lanes, count, size, sum, 0, size);
      return;
    }
    parallel.forRange(size, PIECE, (from, to) -> add(lanes, count, size, sum, from, to));
  }

  private static void add(float[] lanes, int count, int size, float[] sum, int from, int to) {
    if (sum != lanes) {
      System.arraycopy(lanes, from, sum, from, to - from);
    }
    for (int lane = 1; lane < count; lane++) {
      int offset = lane * size;
      for (int i = from; i < to; i++) {
        sum[i] += lanes[offset + i];
      }
    }
  }
}
