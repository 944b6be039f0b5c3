package dev.limpid.core;

/**
 * Those who compute one thing together, each on a part of its own: threads, processes or machines.
 *
 * <p>All of them call the same methods in the same order with arrays of the same length, and all
 * get the same result to the bit: it is added up in an order that depends on their number alone.
 */
public interface Workers {
  /** How many there are, this one among them. */
  int count();

  /**
   * Replaces values by their mean over all workers.
   *
   * @param values modified
   */
  void average(float[] values);

  /**
   * Replaces values by their sums over all workers.
   *
   * @param values modified
   */
  void sum(double[] values);
}
