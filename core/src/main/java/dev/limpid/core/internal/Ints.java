package dev.limpid.core.internal;

/** Whole numbers, rounded up. */
public final class Ints {
  private Ints() {}

  /** How many pieces of this size cover a value: the quotient, rounded up. */
  public static int ceilDiv(int value, int size) {
    return value / size + (value % size == 0 ? 0 : 1); // the sum of both might overflow
  }

  /** The next multiple, or the value itself if it is one. */
  public static int roundUp(int value, int multiple) {
    return ceilDiv(value, multiple) * multiple;
  }
}
