package dev.limpid.vector;

import static dev.limpid.vector.Tuning.ACROSS;
import static dev.limpid.vector.Tuning.CHUNK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A micro-tile of 8 rows and two vectors, for JVMs with 32 vector registers (AVX-512, NEON): 16
 * hold the tile, two a row of B, one an element of A.
 *
 * <pre>
 *               B: low  high      for each depth:   2 loads of B, 8 broadcasts of A,
 *   A: row 0      c0l  c0h        16 multiply-adds
 *      ...
 *      row 7      c7l  c7h
 * </pre>
 *
 * <p>Twelve rows would need fewer loads, but then Java 17 keeps one of the 24 sums in memory; on
 * Java 25 they were measured 0 to 5 % faster.
 */
final class MicroKernel8 extends MicroKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 2 * LANES;

  MicroKernel8(MicroKernel few, MicroKernel narrow, Tuning tuning) {
    super(8, COLUMNS, few, narrow, tuning);
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
    FloatVector c4l = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd);
    FloatVector c4h = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd + LANES);
    FloatVector c5l = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd);
    FloatVector c5h = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd + LANES);
    FloatVector c6l = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd);
    FloatVector c6h = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd + LANES);
    FloatVector c7l = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd);
    FloatVector c7h = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd + LANES);
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
      FloatVector f4 = FloatVector.broadcast(SPECIES, a[at + 4 * CHUNK]);
      c4l = f4.fma(low, c4l);
      c4h = f4.fma(high, c4h);
      FloatVector f5 = FloatVector.broadcast(SPECIES, a[at + 5 * CHUNK]);
      c5l = f5.fma(low, c5l);
      c5h = f5.fma(high, c5h);
      FloatVector f6 = FloatVector.broadcast(SPECIES, a[at + 6 * CHUNK]);
      c6l = f6.fma(low, c6l);
      c6h = f6.fma(high, c6h);
      FloatVector f7 = FloatVector.broadcast(SPECIES, a[at + 7 * CHUNK]);
      c7l = f7.fma(low, c7l);
      c7h = f7.fma(high, c7h);
    }
    c0l.intoArray(c, cOffset);
    c0h.intoArray(c, cOffset + LANES);
    c1l.intoArray(c, cOffset + 1 * ldc);
    c1h.intoArray(c, cOffset + 1 * ldc + LANES);
    c2l.intoArray(c, cOffset + 2 * ldc);
    c2h.intoArray(c, cOffset + 2 * ldc + LANES);
    c3l.intoArray(c, cOffset + 3 * ldc);
    c3h.intoArray(c, cOffset + 3 * ldc + LANES);
    c4l.intoArray(c, cOffset + 4 * ldc);
    c4h.intoArray(c, cOffset + 4 * ldc + LANES);
    c5l.intoArray(c, cOffset + 5 * ldc);
    c5h.intoArray(c, cOffset + 5 * ldc + LANES);
    c6l.intoArray(c, cOffset + 6 * ldc);
    c6h.intoArray(c, cOffset + 6 * ldc + LANES);
    c7l.intoArray(c, cOffset + 7 * ldc);
    c7h.intoArray(c, cOffset + 7 * ldc + LANES);
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
    FloatVector c4l = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd);
    FloatVector c4h = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd + LANES);
    FloatVector c5l = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd);
    FloatVector c5h = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd + LANES);
    FloatVector c6l = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd);
    FloatVector c6h = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd + LANES);
    FloatVector c7l = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd);
    FloatVector c7h = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd + LANES);
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
      FloatVector f4 = FloatVector.broadcast(SPECIES, a[at + 4]);
      c4l = f4.fma(low, c4l);
      c4h = f4.fma(high, c4h);
      FloatVector f5 = FloatVector.broadcast(SPECIES, a[at + 5]);
      c5l = f5.fma(low, c5l);
      c5h = f5.fma(high, c5h);
      FloatVector f6 = FloatVector.broadcast(SPECIES, a[at + 6]);
      c6l = f6.fma(low, c6l);
      c6h = f6.fma(high, c6h);
      FloatVector f7 = FloatVector.broadcast(SPECIES, a[at + 7]);
      c7l = f7.fma(low, c7l);
      c7h = f7.fma(high, c7h);
    }
    c0l.intoArray(c, cOffset);
    c0h.intoArray(c, cOffset + LANES);
    c1l.intoArray(c, cOffset + 1 * ldc);
    c1h.intoArray(c, cOffset + 1 * ldc + LANES);
    c2l.intoArray(c, cOffset + 2 * ldc);
    c2h.intoArray(c, cOffset + 2 * ldc + LANES);
    c3l.intoArray(c, cOffset + 3 * ldc);
    c3h.intoArray(c, cOffset + 3 * ldc + LANES);
    c4l.intoArray(c, cOffset + 4 * ldc);
    c4h.intoArray(c, cOffset + 4 * ldc + LANES);
    c5l.intoArray(c, cOffset + 5 * ldc);
    c5h.intoArray(c, cOffset + 5 * ldc + LANES);
    c6l.intoArray(c, cOffset + 6 * ldc);
    c6h.intoArray(c, cOffset + 6 * ldc + LANES);
    c7l.intoArray(c, cOffset + 7 * ldc);
    c7h.intoArray(c, cOffset + 7 * ldc + LANES);
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
    FloatVector c4l = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd);
    FloatVector c4h = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd + LANES);
    FloatVector c5l = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd);
    FloatVector c5h = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd + LANES);
    FloatVector c6l = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd);
    FloatVector c6h = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd + LANES);
    FloatVector c7l = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd);
    FloatVector c7h = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd + LANES);
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
      FloatVector f4 = FloatVector.broadcast(SPECIES, a[at + 4]);
      c4l = f4.fma(low, c4l);
      c4h = f4.fma(high, c4h);
      FloatVector f5 = FloatVector.broadcast(SPECIES, a[at + 5]);
      c5l = f5.fma(low, c5l);
      c5h = f5.fma(high, c5h);
      FloatVector f6 = FloatVector.broadcast(SPECIES, a[at + 6]);
      c6l = f6.fma(low, c6l);
      c6h = f6.fma(high, c6h);
      FloatVector f7 = FloatVector.broadcast(SPECIES, a[at + 7]);
      c7l = f7.fma(low, c7l);
      c7h = f7.fma(high, c7h);
    }
    c0l.intoArray(c, cOffset);
    c0h.intoArray(c, cOffset + LANES);
    c1l.intoArray(c, cOffset + 1 * ldc);
    c1h.intoArray(c, cOffset + 1 * ldc + LANES);
    c2l.intoArray(c, cOffset + 2 * ldc);
    c2h.intoArray(c, cOffset + 2 * ldc + LANES);
    c3l.intoArray(c, cOffset + 3 * ldc);
    c3h.intoArray(c, cOffset + 3 * ldc + LANES);
    c4l.intoArray(c, cOffset + 4 * ldc);
    c4h.intoArray(c, cOffset + 4 * ldc + LANES);
    c5l.intoArray(c, cOffset + 5 * ldc);
    c5h.intoArray(c, cOffset + 5 * ldc + LANES);
    c6l.intoArray(c, cOffset + 6 * ldc);
    c6h.intoArray(c, cOffset + 6 * ldc + LANES);
    c7l.intoArray(c, cOffset + 7 * ldc);
    c7h.intoArray(c, cOffset + 7 * ldc + LANES);
  }
}
