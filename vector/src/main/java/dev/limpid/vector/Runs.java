package dev.limpid.vector;

/**
 * Which values a {@link RunTransform} combines: runs of {@code length} neighbours (channels, or
 * whole rows of an image), each {@code step} after the one before it, into runs that lie {@code
 * targetStep} apart; and this {@code count} times, each {@code advance} and {@code targetAdvance}
 * further.
 *
 * <pre>
 * source  at: |===|...|===|...|===|      step from run to run
 *                 |===|...|===|...|===|  advance to the next time
 * </pre>
 *
 * @param length a multiple of the vector length
 */
record Runs(int step, int targetStep, int length, int count, int advance, int targetAdvance) {
  /** Runs that are combined once. */
  static Runs once(int step, int targetStep, int length) {
    return new Runs(step, targetStep, length, 1, 0, 0);
  }

  /** These, but longer or shorter. */
  Runs withLength(int newLength) {
    return new Runs(step, targetStep, newLength, count, advance, targetAdvance);
  }

  /**
   * Transforms runs that start at {@code at} into runs that start at {@code to}.
   *
   * <p>All transforms are called from here, and on purpose: where a call leads to several classes,
   * HotSpot does not inline it. A transform has some 30 vector operations, each of them many small
   * methods deep; inlined into its callers, a few of them reach HotSpot's limit for one compiled
   * method, and from there on each vector is an object on the heap.
   */
  void transform(RunTransform transform, float[] source, int at, float[] target, int to) {
    transform.apply(source, at, target, to, this);
  }
}
