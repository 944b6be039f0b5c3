package dev.limpid.core.vector;

import jdk.incubator.vector.FloatVector;

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

  /** {@code sum + factor * term}, in one instruction. */
  static FloatVector plus(FloatVector sum, float factor, FloatVector term) {
    return term.fma(FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, factor), sum);
  }
}
