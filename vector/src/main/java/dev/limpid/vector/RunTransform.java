package dev.limpid.vector;

/** One of the five one-dimensional transforms of a {@link WinogradTransform}. */
interface RunTransform {
  /**
   * Combines runs of {@code source} into runs of {@code target}; called by {@link Runs#transform}
   * alone.
   *
   * @param at where the first run starts
   * @param target modified
   * @param to where the first of its runs starts
   */
  void apply(float[] source, int at, float[] target, int to, Runs runs);
}
