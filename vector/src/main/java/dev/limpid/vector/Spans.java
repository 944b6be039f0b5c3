package dev.limpid.vector;

/**
 * Which values a {@link SpanTransform} combines: spans of {@code length} neighbours (channels, or
 * whole rows of an image), each {@code stride} after the one before it, into spans that lie {@code
 * targetStride} apart; and this {@code count} times, each {@code advance} and {@code targetAdvance}
 * further.
 *
 * <pre>
 * source  at: |===|...|===|...|===|      stride from span to span
 *                 |===|...|===|...|===|  advance to the next time
 * </pre>
 *
 * @param length a multiple of the vector length
 */
record Spans(int stride, int targetStride, int length, int count, int advance, int targetAdvance) {
  /** Spans that are combined once. */
  static Spans once(int stride, int targetStride, int length) {
    return new Spans(stride, targetStride, length, 1, 0, 0);
  }

  /** These, but longer or shorter. */
  Spans withLength(int newLength) {
    return new Spans(stride, targetStride, newLength, count, advance, targetAdvance);
  }

  /**
   * Transforms spans that start at {@code at} into spans that start at {@code to}.
   *
   * <p>All transforms are called from here, and on purpose: where a call leads to several classes,
   * HotSpot does not inline it. A transform has some 30 vector operations, each of them many small
   * methods deep; inlined into its callers, a few of them reach HotSpot's limit for one compiled
   * method, and from there on each vector is an object on the heap.
   */
  void transform(SpanTransform transform, float[] source, int at, float[] target, int to) {
    transform.apply(source, at, target, to, this);
  }
}
