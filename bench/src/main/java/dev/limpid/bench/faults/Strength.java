package dev.limpid.bench.faults;

import java.util.Locale;

/**
 * How badly a fault is planted.
 *
 * @param value from 0, as it happens by oversight, to 1, so that nobody would miss it
 */
record Strength(double value) {
  /** A third of the range. */
  enum Third {
    WEAK,
    MIDDLE,
    STRONG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of the two ends and all between, in even steps. */
  double between(double weak, double strong) {
    return weak + value * (strong - weak);
  }

  /** Of the two ends, both above 0, and all between, in even ratios. */
  double ratio(double weak, double strong) {
    return weak * Math.pow(strong / weak, value);
  }

  /** As {@link #between}, rounded. */
  int whole(int weak, int strong) {
    return (int) Math.round(between(weak, strong));
  }

  /** Whether it belongs to the upper half, for what can't be planted by halves. */
  boolean isStrong() {
    return value >= 0.5;
  }

  Third third() {
    return Third.values()[Math.min(2, (int) (3 * value))];
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
