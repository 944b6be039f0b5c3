package dev.limpid.bench;

import dev.limpid.core.Parallel;
import java.util.Arrays;

/** Times work, and what the machine can do at best beside it. */
final class Stopwatch {
  private static final int MOST_CALLS = 100_000;

  /** Floats that a thread copies at a time: 64 KB. */
  private static final int COPIED = 1 << 14;

  /** Floats of a copy: 64 MB. */
  private static final int MEMORY = 1 << 24;

  private final Parallel parallel;
  private final int millis;
  private final double[] times = new double[MOST_CALLS];
  private final float[] source = new float[MEMORY];
  private final float[] target = new float[MEMORY];

  Stopwatch(Parallel parallel, int millis) {
    this.parallel = parallel;
    this.millis = millis;
  }

  /** The median time of a call in seconds, after a warm-up that takes as long. */
  double median(Runnable work) {
    run(work);
    int calls = run(work);
    Arrays.sort(times, 0, calls);
    return times[calls / 2];
  }

  private int run(Runnable work) {
    long end = System.nanoTime() + millis * 1_000_000L;
    int calls = 0;
    do {
      long start = System.nanoTime();
      work.run();
      times[calls++] = (System.nanoTime() - start) * 1e-9;
    } while (System.nanoTime() < end && calls < MOST_CALLS);
    return calls;
  }

  /** The peak of all threads now, in FLOP/s. */
  double peak() {
    return Peak.measure(parallel.threads());
  }

  /** Bytes that a copy on all threads, of what no cache holds, reads and writes in a second. */
  double copySpeed() {
    Arrays.fill(source, 1);
    Parallel.Range copy = (from, to) -> System.arraycopy(source, from, target, from, to - from);
    return 8.0 * MEMORY / median(() -> parallel.forRange(MEMORY, COPIED, copy));
  }
}
