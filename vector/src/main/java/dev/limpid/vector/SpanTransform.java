package dev.limpid.vector;

/** One of the five one-dimensional transforms of a {@link WinogradTransform}. */
interface SpanTransform {
  /**
   * Combines spans of {@code source} into spans of {@code target}; called by {@link
   * Spans#transform} alone.
   *
   * @param at where the first span starts
   * @param target modified
   * @param to where the first of its spans starts
   */
  void apply(float[] source, int at, float[] target, int to, Spans spans);
}
