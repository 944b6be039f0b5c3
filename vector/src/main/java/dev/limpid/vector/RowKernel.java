package dev.limpid.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Computes a row of a product, {@code c = c + a B}: where A has no other one, the rows of a {@link
 * MicroKernel} would be work for nothing. Several panels of B at a time, because a sum can't go on
 * before its last addition is done.
 */
final class RowKernel {
  /** Panels at a time: eight sums, as many additions as are under way at once. */
  static final int PANELS = 4;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 2 * LANES;

  private RowKernel() {}

  /**
   * Four panels.
   *
   * @param depth how many products each element adds up
   * @param b the panels, {@code [depth][columns]} each
   * @param panel from a panel to the next
   * @param c all columns of the panels; modified
   */
  static void four(
      int depth, float[] a, int aOffset, float[] b, int bOffset, int panel, float[] c, int at) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
    FloatVector c1 = FloatVector.fromArray(SPECIES, c, at + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, c, at + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, c, at + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, c, at + 4 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, c, at + 5 * LANES);
    FloatVector c6 = FloatVector.fromArray(SPECIES, c, at + 6 * LANES);
    FloatVector c7 = FloatVector.fromArray(SPECIES, c, at + 7 * LANES);
    int second = bOffset + panel;
    int third = second + panel;
    int fourth = third + panel;
    for (int p = 0; p < depth; p++) {
      FloatVector f = FloatVector.broadcast(SPECIES, a[aOffset + p]);
      int i = p * COLUMNS;
      c0 = f.fma(FloatVector.fromArray(SPECIES, b, bOffset + i), c0);
      c1 = f.fma(FloatVector.fromArray(SPECIES, b, bOffset + i + LANES), c1);
      c2 = f.fma(FloatVector.fromArray(SPECIES, b, second + i), c2);
      c3 = f.fma(FloatVector.fromArray(SPECIES, b, second + i + LANES), c3);
      c4 = f.fma(FloatVector.fromArray(SPECIES, b, third + i), c4);
      c5 = f.fma(FloatVector.fromArray(SPECIES, b, third + i + LANES), c5);
      c6 = f.fma(FloatVector.fromArray(SPECIES, b, fourth + i), c6);
      c7 = f.fma(FloatVector.fromArray(SPECIES, b, fourth + i + LANES), c7);
    }
    c0.intoArray(c, at);
    c1.intoArray(c, at + LANES);
    c2.intoArray(c, at + 2 * LANES);
    c3.intoArray(c, at + 3 * LANES);
    c4.intoArray(c, at + 4 * LANES);
    c5.intoArray(c, at + 5 * LANES);
    c6.intoArray(c, at + 6 * LANES);
    c7.intoArray(c, at + 7 * LANES);
  }

  /** One panel. */
  static void one(int depth, float[] a, int aOffset, float[] b, int bOffset, float[] c, int at) {
    FloatVector low = FloatVector.fromArray(SPECIES, c, at);
    FloatVector high = FloatVector.fromArray(SPECIES, c, at + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector f = FloatVector.broadcast(SPECIES, a[aOffset + p]);
      low = f.fma(FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS), low);
      high = f.fma(FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS + LANES), high);
    }
    low.intoArray(c, at);
    high.intoArray(c, at + LANES);
  }
}
