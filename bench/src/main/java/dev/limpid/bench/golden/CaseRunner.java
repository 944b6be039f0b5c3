package dev.limpid.bench.golden;

import dev.limpid.core.compute.Compute;

/** Runs the cases of one kind. */
interface CaseRunner {
  /**
   * Computes what the case computed, and compares.
   *
   * @throws IllegalArgumentException if the case lacks something or is contradictory
   */
  void run(GoldenCase reference, Compute compute, Errors errors);

  /** The largest error that passes. */
  default double tolerance() {
    return 1e-5;
  }
}
