package dev.limpid.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies spans of some ten values in whole vectors: {@link System#arraycopy} takes longer to be
 * called than to copy them.
 */
final class ShortSpans {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** The longest that are copied so. */
  static final int MOST = 64;

  private ShortSpans() {}

  /** Copies a span. The last vector ends with it, and repeats some values of the one before. */
  static void copy(float[] source, int from, float[] target, int to, int length) {
    if (length < LANES) {
      for (int i = 0; i < length; i++) {
        target[to + i] = source[from + i];
      }
      return;
    }
    for (int i = 0; i < length - LANES; i += LANES) {
      FloatVector.fromArray(SPECIES, source, from + i).intoArray(target, to + i);
    }
    int last = length - LANES;
    FloatVector.fromArray(SPECIES, source, from + last).intoArray(target, to + last);
  }

  /**
   * Copies rows of a matrix.
   *
   * @param step from one row of the source to the next
   * @param target modified from its beginning on
   * @param stride from one row of the target to the next
   */
  static void copyAll(
      float[] source, int from, int step, float[] target, int stride, int length, int rows) {
    for (int i = 0; i < rows; i++) {
      copy(source, from + i * step, target, i * stride, length);
    }
  }

  /**
   * Copies rows that are shorter than a vector into rows without gaps. What is copied beyond one is
   * overwritten by the next; nothing beyond the last is touched.
   *
   * @param step from one row of the source to the next, a vector or more
   */
  static void copyRows(
      float[] source, int from, int step, float[] target, int to, int length, int rows) {
    int whole = wholeRows(length, rows);
    for (int i = 0; i < whole; i++) {
      FloatVector.fromArray(SPECIES, source, from + i * step).intoArray(target, to + i * length);
    }
    for (int i = whole; i < rows; i++) {
      System.arraycopy(source, from + i * step, target, to + i * length, length);
    }
  }

  /** How many rows of this length without gaps begin a vector or more before their end. */
  static int wholeRows(int length, int rows) {
    return rows * length < LANES ? 0 : (rows * length - LANES) / length + 1;
  }

  /** Whether {@link #copyRows} takes rows of this length. */
  static boolean isShort(int length) {
    return length < LANES;
  }
}
