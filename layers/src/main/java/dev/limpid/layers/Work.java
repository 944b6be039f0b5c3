package dev.limpid.layers;

import dev.limpid.core.Parallel;

/** How layers cut their loops into pieces: by size alone, never by the number of threads. */
final class Work {
  /** Values in one piece of an elementwise loop: long enough to pay for a thread's waking up. */
  static final int GRAIN = 1 << 14;

  private Work() {}

  /** Does {@code rows} rows of {@code width} values each, about {@link #GRAIN} values a piece. */
  static void rows(Parallel parallel, int rows, int width, Parallel.Range range) {
    parallel.forRange(rows, Math.max(1, GRAIN / Math.max(1, width)), range);
  }

  /** Copies the first {@code size} values. */
  static void copy(Parallel parallel, float[] source, float[] target, int size) {
    parallel.forRange(
        size, GRAIN, (from, to) -> System.arraycopy(source, from, target, from, to - from));
  }
}
