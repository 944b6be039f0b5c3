package dev.limpid.vector;

import static dev.limpid.vector.Tuning.ACROSS;
import static dev.limpid.vector.Tuning.CHUNK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A micro-tile of 4 rows and two vectors, for what larger tiles leave over: the last rows of a
 * matrix, or a product of a few rows altogether, which waits for its operand B from memory anyway.
 */
final class MicroKernel4 extends MicroKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 2 * LANES;

  MicroKernel4(Tuning tuning) {
    super(4, COLUMNS, null, null, tuning);
  }

  @Override
  void rows(
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      int startLd,
      float[] c,
      int cOffset,
      int ldc) {
    FloatVector c0l = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c0h = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c1l = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd);
    FloatVector c1h = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd + LANES);
    FloatVector c2l = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd);
    FloatVector c2h = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd + LANES);
    FloatVector c3l = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd);
    FloatVector c3h = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector low = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS);
      FloatVector high = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS + LANES);
      int at = aOffset + p;
      FloatVector f0 = FloatVector.broadcast(SPECIES, a[at]);
      c0l = f0.fma(low, c0l);
      c0h = f0.fma(high, c0h);
      FloatVector f1 = FloatVector.broadcast(SPECIES, a[at + CHUNK]);
      c1l = f1.fma(low, c1l);
      c1h = f1.fma(high, c1h);
      FloatVector f2 = FloatVector.broadcast(SPECIES, a[at + 2 * CHUNK]);
      c2l = f2.fma(low, c2l);
      c2h = f2.fma(high, c2h);
      FloatVector f3 = FloatVector.broadcast(SPECIES, a[at + 3 * CHUNK]);
      c3l = f3.fma(low, c3l);
      c3h = f3.fma(high, c3h);
    }
    c0l.intoArray(c, cOffset);
    c0h.intoArray(c, cOffset + LANES);
    c1l.intoArray(c, cOffset + 1 * ldc);
    c1h.intoArray(c, cOffset + 1 * ldc + LANES);
    c2l.intoArray(c, cOffset + 2 * ldc);
    c2h.intoArray(c, cOffset + 2 * ldc + LANES);
    c3l.intoArray(c, cOffset + 3 * ldc);
    c3h.intoArray(c, cOffset + 3 * ldc + LANES);
  }

  @Override
  void columns(
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      int startLd,
      float[] c,
      int cOffset,
      int ldc) {
    FloatVector c0l = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c0h = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c1l = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd);
    FloatVector c1h = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd + LANES);
    FloatVector c2l = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd);
    FloatVector c2h = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd + LANES);
    FloatVector c3l = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd);
    FloatVector c3h = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector low = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS);
      FloatVector high = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS + LANES);
      int at = aOffset + p * ACROSS;
      FloatVector f0 = FloatVector.broadcast(SPECIES, a[at]);
      c0l = f0.fma(low, c0l);
      c0h = f0.fma(high, c0h);
      FloatVector f1 = FloatVector.broadcast(SPECIES, a[at + 1]);
      c1l = f1.fma(low, c1l);
      c1h = f1.fma(high, c1h);
      FloatVector f2 = FloatVector.broadcast(SPECIES, a[at + 2]);
      c2l = f2.fma(low, c2l);
      c2h = f2.fma(high, c2h);
      FloatVector f3 = FloatVector.broadcast(SPECIES, a[at + 3]);
      c3l = f3.fma(low, c3l);
      c3h = f3.fma(high, c3h);
    }
    c0l.intoArray(c, cOffset);
    c0h.intoArray(c, cOffset + LANES);
    c1l.intoArray(c, cOffset + 1 * ldc);
    c1h.intoArray(c, cOffset + 1 * ldc + LANES);
    c2l.intoArray(c, cOffset + 2 * ldc);
    c2h.intoArray(c, cOffset + 2 * ldc + LANES);
    c3l.intoArray(c, cOffset + 3 * ldc);
    c3h.intoArray(c, cOffset + 3 * ldc + LANES);
  }

  @Override
  void lines(
      int depth,
      float[] a,
      int aOffset,
      int[] taps,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      int startLd,
      float[] c,
      int cOffset,
      int ldc) {
    FloatVector c0l = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c0h = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c1l = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd);
    FloatVector c1h = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd + LANES);
    FloatVector c2l = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd);
    FloatVector c2h = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd + LANES);
    FloatVector c3l = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd);
    FloatVector c3h = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector low = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS);
      FloatVector high = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS + LANES);
      int at = aOffset + taps[p];
      FloatVector f0 = FloatVector.broadcast(SPECIES, a[at]);
      c0l = f0.fma(low, c0l);
      c0h = f0.fma(high, c0h);
      FloatVector f1 = FloatVector.broadcast(SPECIES, a[at + 1]);
      c1l = f1.fma(low, c1l);
      c1h = f1.fma(high, c1h);
      FloatVector f2 = FloatVector.broadcast(SPECIES, a[at + 2]);
      c2l = f2.fma(low, c2l);
      c2h = f2.fma(high, c2h);
      FloatVector f3 = FloatVector.broadcast(SPECIES, a[at + 3]);
      c3l = f3.fma(low, c3l);
      c3h = f3.fma(high, c3h);
    }
    c0l.intoArray(c, cOffset);
    c0h.intoArray(c, cOffset + LANES);
    c1l.intoArray(c, cOffset + 1 * ldc);
    c1h.intoArray(c, cOffset + 1 * ldc + LANES);
    c2l.intoArray(c, cOffset + 2 * ldc);
    c2h.intoArray(c, cOffset + 2 * ldc + LANES);
    c3l.intoArray(c, cOffset + 3 * ldc);
    c3h.intoArray(c, cOffset + 3 * ldc + LANES);
  }
}
