package dev.limpid.core.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tile of 8 rows and two vectors, for JVMs with 32 vector registers (AVX-512): 16 hold the tile,
 * two a row of B, one an element of A. Twelve rows would fit too, but the addresses of twelve rows
 * of A don't fit the 16 general registers: measured at 70 GFLOP/s a core instead of 106 on a Zen 4.
 */
final class MicroKernel8 extends MicroKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  static final int ROWS = 8;
  static final int COLUMNS = 2 * LANES;

  @Override
  int rows() {
    return ROWS;
  }

  @Override
  int columns() {
    return COLUMNS;
  }

  @Override
  void addRows(
      int depth,
      float[] a,
      int aOffset,
      int lda,
      int usedRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int ldc) {
    int last = usedRows - 1;
    int a0 = aOffset;
    int a1 = aOffset + Math.min(1, last) * lda;
    int a2 = aOffset + Math.min(2, last) * lda;
    int a3 = aOffset + Math.min(3, last) * lda;
    int a4 = aOffset + Math.min(4, last) * lda;
    int a5 = aOffset + Math.min(5, last) * lda;
    int a6 = aOffset + Math.min(6, last) * lda;
    int a7 = aOffset + Math.min(7, last) * lda;
    int r0 = cOffset;
    int r1 = cOffset + ldc;
    int r2 = cOffset + 2 * ldc;
    int r3 = cOffset + 3 * ldc;
    int r4 = cOffset + 4 * ldc;
    int r5 = cOffset + 5 * ldc;
    int r6 = cOffset + 6 * ldc;
    int r7 = cOffset + 7 * ldc;
    FloatVector c0l = FloatVector.fromArray(SPECIES, c, r0);
    FloatVector c0h = FloatVector.fromArray(SPECIES, c, r0 + LANES);
    FloatVector c1l = FloatVector.fromArray(SPECIES, c, r1);
    FloatVector c1h = FloatVector.fromArray(SPECIES, c, r1 + LANES);
    FloatVector c2l = FloatVector.fromArray(SPECIES, c, r2);
    FloatVector c2h = FloatVector.fromArray(SPECIES, c, r2 + LANES);
    FloatVector c3l = FloatVector.fromArray(SPECIES, c, r3);
    FloatVector c3h = FloatVector.fromArray(SPECIES, c, r3 + LANES);
    FloatVector c4l = FloatVector.fromArray(SPECIES, c, r4);
    FloatVector c4h = FloatVector.fromArray(SPECIES, c, r4 + LANES);
    FloatVector c5l = FloatVector.fromArray(SPECIES, c, r5);
    FloatVector c5h = FloatVector.fromArray(SPECIES, c, r5 + LANES);
    FloatVector c6l = FloatVector.fromArray(SPECIES, c, r6);
    FloatVector c6h = FloatVector.fromArray(SPECIES, c, r6 + LANES);
    FloatVector c7l = FloatVector.fromArray(SPECIES, c, r7);
    FloatVector c7h = FloatVector.fromArray(SPECIES, c, r7 + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector low = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS);
      FloatVector high = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS + LANES);
      FloatVector f0 = FloatVector.broadcast(SPECIES, a[a0 + p]);
      c0l = f0.fma(low, c0l);
      c0h = f0.fma(high, c0h);
      FloatVector f1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
      c1l = f1.fma(low, c1l);
      c1h = f1.fma(high, c1h);
      FloatVector f2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
      c2l = f2.fma(low, c2l);
      c2h = f2.fma(high, c2h);
      FloatVector f3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
      c3l = f3.fma(low, c3l);
      c3h = f3.fma(high, c3h);
      FloatVector f4 = FloatVector.broadcast(SPECIES, a[a4 + p]);
      c4l = f4.fma(low, c4l);
      c4h = f4.fma(high, c4h);
      FloatVector f5 = FloatVector.broadcast(SPECIES, a[a5 + p]);
      c5l = f5.fma(low, c5l);
      c5h = f5.fma(high, c5h);
      FloatVector f6 = FloatVector.broadcast(SPECIES, a[a6 + p]);
      c6l = f6.fma(low, c6l);
      c6h = f6.fma(high, c6h);
      FloatVector f7 = FloatVector.broadcast(SPECIES, a[a7 + p]);
      c7l = f7.fma(low, c7l);
      c7h = f7.fma(high, c7h);
    }
    c0l.intoArray(c, r0);
    c0h.intoArray(c, r0 + LANES);
    c1l.intoArray(c, r1);
    c1h.intoArray(c, r1 + LANES);
    c2l.intoArray(c, r2);
    c2h.intoArray(c, r2 + LANES);
    c3l.intoArray(c, r3);
    c3h.intoArray(c, r3 + LANES);
    c4l.intoArray(c, r4);
    c4h.intoArray(c, r4 + LANES);
    c5l.intoArray(c, r5);
    c5h.intoArray(c, r5 + LANES);
    c6l.intoArray(c, r6);
    c6h.intoArray(c, r6 + LANES);
    c7l.intoArray(c, r7);
    c7h.intoArray(c, r7 + LANES);
  }

  @Override
  void addPacked(
      int depth, float[] a, int aOffset, float[] b, int bOffset, float[] c, int cOffset, int ldc) {
    int r0 = cOffset;
    int r1 = cOffset + ldc;
    int r2 = cOffset + 2 * ldc;
    int r3 = cOffset + 3 * ldc;
    int r4 = cOffset + 4 * ldc;
    int r5 = cOffset + 5 * ldc;
    int r6 = cOffset + 6 * ldc;
    int r7 = cOffset + 7 * ldc;
    FloatVector c0l = FloatVector.fromArray(SPECIES, c, r0);
    FloatVector c0h = FloatVector.fromArray(SPECIES, c, r0 + LANES);
    FloatVector c1l = FloatVector.fromArray(SPECIES, c, r1);
    FloatVector c1h = FloatVector.fromArray(SPECIES, c, r1 + LANES);
    FloatVector c2l = FloatVector.fromArray(SPECIES, c, r2);
    FloatVector c2h = FloatVector.fromArray(SPECIES, c, r2 + LANES);
    FloatVector c3l = FloatVector.fromArray(SPECIES, c, r3);
    FloatVector c3h = FloatVector.fromArray(SPECIES, c, r3 + LANES);
    FloatVector c4l = FloatVector.fromArray(SPECIES, c, r4);
    FloatVector c4h = FloatVector.fromArray(SPECIES, c, r4 + LANES);
    FloatVector c5l = FloatVector.fromArray(SPECIES, c, r5);
    FloatVector c5h = FloatVector.fromArray(SPECIES, c, r5 + LANES);
    FloatVector c6l = FloatVector.fromArray(SPECIES, c, r6);
    FloatVector c6h = FloatVector.fromArray(SPECIES, c, r6 + LANES);
    FloatVector c7l = FloatVector.fromArray(SPECIES, c, r7);
    FloatVector c7h = FloatVector.fromArray(SPECIES, c, r7 + LANES);
    for (int p = 0; p < depth; p++) {
      FloatVector low = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS);
      FloatVector high = FloatVector.fromArray(SPECIES, b, bOffset + p * COLUMNS + LANES);
      FloatVector f0 = FloatVector.broadcast(SPECIES, a[aOffset + p * ROWS]);
      c0l = f0.fma(low, c0l);
      c0h = f0.fma(high, c0h);
      FloatVector f1 = FloatVector.broadcast(SPECIES, a[aOffset + p * ROWS + 1]);
      c1l = f1.fma(low, c1l);
      c1h = f1.fma(high, c1h);
      FloatVector f2 = FloatVector.broadcast(SPECIES, a[aOffset + p * ROWS + 2]);
      c2l = f2.fma(low, c2l);
      c2h = f2.fma(high, c2h);
      FloatVector f3 = FloatVector.broadcast(SPECIES, a[aOffset + p * ROWS + 3]);
      c3l = f3.fma(low, c3l);
      c3h = f3.fma(high, c3h);
      FloatVector f4 = FloatVector.broadcast(SPECIES, a[aOffset + p * ROWS + 4]);
      c4l = f4.fma(low, c4l);
      c4h = f4.fma(high, c4h);
      FloatVector f5 = FloatVector.broadcast(SPECIES, a[aOffset + p * ROWS + 5]);
      c5l = f5.fma(low, c5l);
      c5h = f5.fma(high, c5h);
      FloatVector f6 = FloatVector.broadcast(SPECIES, a[aOffset + p * ROWS + 6]);
      c6l = f6.fma(low, c6l);
      c6h = f6.fma(high, c6h);
      FloatVector f7 = FloatVector.broadcast(SPECIES, a[aOffset + p * ROWS + 7]);
      c7l = f7.fma(low, c7l);
      c7h = f7.fma(high, c7h);
    }
    c0l.intoArray(c, r0);
    c0h.intoArray(c, r0 + LANES);
    c1l.intoArray(c, r1);
    c1h.intoArray(c, r1 + LANES);
    c2l.intoArray(c, r2);
    c2h.intoArray(c, r2 + LANES);
    c3l.intoArray(c, r3);
    c3h.intoArray(c, r3 + LANES);
    c4l.intoArray(c, r4);
    c4h.intoArray(c, r4 + LANES);
    c5l.intoArray(c, r5);
    c5h.intoArray(c, r5 + LANES);
    c6l.intoArray(c, r6);
    c6h.intoArray(c, r6 + LANES);
    c7l.intoArray(c, r7);
    c7h.intoArray(c, r7 + LANES);
  }
}
