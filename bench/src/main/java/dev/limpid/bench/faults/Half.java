package dev.limpid.bench.faults;

/** The two halves of the benchmark, which share neither seeds nor networks nor data. */
enum Half {
  /** On which thresholds are chosen. */
  DEV(1000),
  /** Which is reported. */
  TEST(2000);

  private final long firstSeed;

  Half(long firstSeed) {
    this.firstSeed = firstSeed;
  }

  /** The seed of this number, from 1. */
  long seed(int number) {
    return firstSeed + number;
  }
}
