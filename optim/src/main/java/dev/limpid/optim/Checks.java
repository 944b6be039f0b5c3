package dev.limpid.optim;

/** The bounds that settings are held to, with one wording for all. */
final class Checks {
  private Checks() {}

  /** A finite number of 0 or more. */
  static double nonNegative(String what, double value) {
    if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          what + " must be a finite number of 0 or more, but is " + value);
    }
    return value;
  }

  /** A finite number above 0. */
  static double positive(String what, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          what + " must be a finite number above 0, but is " + value);
    }
    return value;
  }

  /** The weight of the past in a moving average: 0 or more, and less than 1. */
  static double decayFactor(String what, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          what + " must be 0 or more and less than 1, but is " + value);
    }
    return value;
  }

  /** A divisor's guard: above 0 as a float32, too. */
  static double epsilon(double value) {
    if (!(value >= Float.MIN_NORMAL) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "epsilon must be a finite number of 1.2e-38 or more, but is " + value);
    }
    return value;
  }

  /** A count of {@code least} or more. */
  static long atLeast(String what, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be " + least + " or more, but is " + value);
    }
    return value;
  }
}
