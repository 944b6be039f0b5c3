package dev.limpid.bench.soak;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Judges whether usages, taken at even intervals, have stopped growing: the last third is held
 * against the second fifth, since the first fifth loads classes and fills buffers.
 */
final class Flatness {
  /**
   * In bytes; a leak of 320 a step would show in 10,000 steps, one of 32 in 100,000 predictions.
   */
  static final long MOST_GROWTH = 2_000_000;

  /** The fewest usages that can be judged. */
  static final int LEAST = 10;

  private Flatness() {}

  /**
   * What grew, with its figures; empty if nothing did.
   *
   * @throws IllegalArgumentException if there are fewer than {@link #LEAST} usages
   */
  static Optional<String> growth(List<Usage> usages) {
    int size = usages.size();
    if (size < LEAST) {
      throw new IllegalArgumentException(
          "a judgement needs " + LEAST + " usages or more, but there are " + size);
    }
    List<Usage> early = usages.subList(size / 5, 2 * size / 5);
    List<Usage> late = usages.subList(size - size / 3, size);
    long heapBefore = median(early, Usage::heapBytes);
    long heap = median(late, Usage::heapBytes);
    if (heap - heapBefore > MOST_GROWTH) {
      return Optional.of(
          String.format(
              Locale.ROOT, "the heap grew from %.2f to %.2f MB", heapBefore / 1e6, heap / 1e6));
    }
    return grown("threads", early, late, Usage::threads)
        .or(() -> grown("open file handles", early, late, Usage::handles));
  }

  /** Counts do not waver: the least of the late ones must not exceed the most of the early ones. */
  private static Optional<String> grown(
      String what, List<Usage> early, List<Usage> late, ToLongFunction<Usage> count) {
    long before = early.stream().mapToLong(count).max().orElseThrow();
    long after = late.stream().mapToLong(count).min().orElseThrow();
    return after <= before
        ? Optional.empty()
        : Optional.of("the " + what + " grew from " + before + " to " + after);
  }

  private static long median(List<Usage> usages, ToLongFunction<Usage> of) {
    long[] sorted = usages.stream().mapToLong(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
