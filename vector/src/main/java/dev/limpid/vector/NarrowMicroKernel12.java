package dev.limpid.vector;

import static dev.limpid.vector.Tuning.ACROSS;
import static dev.limpid.vector.Tuning.CHUNK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link NarrowMicroKernel6} for 12 rows, all of which must be there: as many sums as {@link
 * MicroKernel6} has, because a sum can't go on before its last addition is done; and exits that are
 * never taken, as there.
 */
final class NarrowMicroKernel12 extends MicroKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 2 * LANES;

  /** No index is negative. Not final, so that HotSpot does not know it and drop the exits. */
  private int never = -1;

  NarrowMicroKernel12(MicroKernel few, Tuning tuning) {
    super(12, LANES, 12, few, null, tuning);
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
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd);
    FloatVector c6 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd);
    FloatVector c7 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd);
    FloatVector c8 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * startLd);
    FloatVector c9 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * startLd);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * startLd);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * startLd);
    int never = this.never;
    for (int p = 0; p < depth; p++) {
      int from = bOffset + p * COLUMNS;
      FloatVector low = FloatVector.fromArray(SPECIES, b, from);
      int at = aOffset + p;
      FloatVector f0 = FloatVector.broadcast(SPECIES, a[at]);
      c0 = f0.fma(low, c0);
      FloatVector f1 = FloatVector.broadcast(SPECIES, a[at + CHUNK]);
      c1 = f1.fma(low, c1);
      FloatVector f2 = FloatVector.broadcast(SPECIES, a[at + 2 * CHUNK]);
      c2 = f2.fma(low, c2);
      if (p == never) {
        break;
      }
      FloatVector f3 = FloatVector.broadcast(SPECIES, a[at + 3 * CHUNK]);
      c3 = f3.fma(low, c3);
      FloatVector f4 = FloatVector.broadcast(SPECIES, a[at + 4 * CHUNK]);
      c4 = f4.fma(low, c4);
      FloatVector f5 = FloatVector.broadcast(SPECIES, a[at + 5 * CHUNK]);
      c5 = f5.fma(low, c5);
      if (at == never) {
        break;
      }
      FloatVector f6 = FloatVector.broadcast(SPECIES, a[at + 6 * CHUNK]);
      c6 = f6.fma(low, c6);
      FloatVector f7 = FloatVector.broadcast(SPECIES, a[at + 7 * CHUNK]);
      c7 = f7.fma(low, c7);
      FloatVector f8 = FloatVector.broadcast(SPECIES, a[at + 8 * CHUNK]);
      c8 = f8.fma(low, c8);
      if (from == never) {
        break;
      }
      FloatVector f9 = FloatVector.broadcast(SPECIES, a[at + 9 * CHUNK]);
      c9 = f9.fma(low, c9);
      FloatVector f10 = FloatVector.broadcast(SPECIES, a[at + 10 * CHUNK]);
      c10 = f10.fma(low, c10);
      FloatVector f11 = FloatVector.broadcast(SPECIES, a[at + 11 * CHUNK]);
      c11 = f11.fma(low, c11);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + 1 * ldc);
    c2.intoArray(c, cOffset + 2 * ldc);
    c3.intoArray(c, cOffset + 3 * ldc);
    c4.intoArray(c, cOffset + 4 * ldc);
    c5.intoArray(c, cOffset + 5 * ldc);
    c6.intoArray(c, cOffset + 6 * ldc);
    c7.intoArray(c, cOffset + 7 * ldc);
    c8.intoArray(c, cOffset + 8 * ldc);
    c9.intoArray(c, cOffset + 9 * ldc);
    c10.intoArray(c, cOffset + 10 * ldc);
    c11.intoArray(c, cOffset + 11 * ldc);
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
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd);
    FloatVector c6 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd);
    FloatVector c7 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd);
    FloatVector c8 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * startLd);
    FloatVector c9 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * startLd);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * startLd);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * startLd);
    int never = this.never;
    for (int p = 0; p < depth; p++) {
      int from = bOffset + p * COLUMNS;
      FloatVector low = FloatVector.fromArray(SPECIES, b, from);
      int at = aOffset + p * ACROSS;
      FloatVector f0 = FloatVector.broadcast(SPECIES, a[at]);
      c0 = f0.fma(low, c0);
      FloatVector f1 = FloatVector.broadcast(SPECIES, a[at + 1]);
      c1 = f1.fma(low, c1);
      FloatVector f2 = FloatVector.broadcast(SPECIES, a[at + 2]);
      c2 = f2.fma(low, c2);
      if (p == never) {
        break;
      }
      FloatVector f3 = FloatVector.broadcast(SPECIES, a[at + 3]);
      c3 = f3.fma(low, c3);
      FloatVector f4 = FloatVector.broadcast(SPECIES, a[at + 4]);
      c4 = f4.fma(low, c4);
      FloatVector f5 = FloatVector.broadcast(SPECIES, a[at + 5]);
      c5 = f5.fma(low, c5);
      if (at == never) {
        break;
      }
      FloatVector f6 = FloatVector.broadcast(SPECIES, a[at + 6]);
      c6 = f6.fma(low, c6);
      FloatVector f7 = FloatVector.broadcast(SPECIES, a[at + 7]);
      c7 = f7.fma(low, c7);
      FloatVector f8 = FloatVector.broadcast(SPECIES, a[at + 8]);
      c8 = f8.fma(low, c8);
      if (from == never) {
        break;
      }
      FloatVector f9 = FloatVector.broadcast(SPECIES, a[at + 9]);
      c9 = f9.fma(low, c9);
      FloatVector f10 = FloatVector.broadcast(SPECIES, a[at + 10]);
      c10 = f10.fma(low, c10);
      FloatVector f11 = FloatVector.broadcast(SPECIES, a[at + 11]);
      c11 = f11.fma(low, c11);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + 1 * ldc);
    c2.intoArray(c, cOffset + 2 * ldc);
    c3.intoArray(c, cOffset + 3 * ldc);
    c4.intoArray(c, cOffset + 4 * ldc);
    c5.intoArray(c, cOffset + 5 * ldc);
    c6.intoArray(c, cOffset + 6 * ldc);
    c7.intoArray(c, cOffset + 7 * ldc);
    c8.intoArray(c, cOffset + 8 * ldc);
    c9.intoArray(c, cOffset + 9 * ldc);
    c10.intoArray(c, cOffset + 10 * ldc);
    c11.intoArray(c, cOffset + 11 * ldc);
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
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + 1 * startLd);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startLd);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startLd);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startLd);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startLd);
    FloatVector c6 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startLd);
    FloatVector c7 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startLd);
    FloatVector c8 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * startLd);
    FloatVector c9 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * startLd);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * startLd);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * startLd);
    int never = this.never;
    for (int p = 0; p < depth; p++) {
      int from = bOffset + p * COLUMNS;
      FloatVector low = FloatVector.fromArray(SPECIES, b, from);
      int at = aOffset + taps[p];
      FloatVector f0 = FloatVector.broadcast(SPECIES, a[at]);
      c0 = f0.fma(low, c0);
      FloatVector f1 = FloatVector.broadcast(SPECIES, a[at + 1]);
      c1 = f1.fma(low, c1);
      FloatVector f2 = FloatVector.broadcast(SPECIES, a[at + 2]);
      c2 = f2.fma(low, c2);
      if (p == never) {
        break;
      }
      FloatVector f3 = FloatVector.broadcast(SPECIES, a[at + 3]);
      c3 = f3.fma(low, c3);
      FloatVector f4 = FloatVector.broadcast(SPECIES, a[at + 4]);
      c4 = f4.fma(low, c4);
      FloatVector f5 = FloatVector.broadcast(SPECIES, a[at + 5]);
      c5 = f5.fma(low, c5);
      if (at == never) {
        break;
      }
      FloatVector f6 = FloatVector.broadcast(SPECIES, a[at + 6]);
      c6 = f6.fma(low, c6);
      FloatVector f7 = FloatVector.broadcast(SPECIES, a[at + 7]);
      c7 = f7.fma(low, c7);
      FloatVector f8 = FloatVector.broadcast(SPECIES, a[at + 8]);
      c8 = f8.fma(low, c8);
      if (from == never) {
        break;
      }
      FloatVector f9 = FloatVector.broadcast(SPECIES, a[at + 9]);
      c9 = f9.fma(low, c9);
      FloatVector f10 = FloatVector.broadcast(SPECIES, a[at + 10]);
      c10 = f10.fma(low, c10);
      FloatVector f11 = FloatVector.broadcast(SPECIES, a[at + 11]);
      c11 = f11.fma(low, c11);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + 1 * ldc);
    c2.intoArray(c, cOffset + 2 * ldc);
    c3.intoArray(c, cOffset + 3 * ldc);
    c4.intoArray(c, cOffset + 4 * ldc);
    c5.intoArray(c, cOffset + 5 * ldc);
    c6.intoArray(c, cOffset + 6 * ldc);
    c7.intoArray(c, cOffset + 7 * ldc);
    c8.intoArray(c, cOffset + 8 * ldc);
    c9.intoArray(c, cOffset + 9 * ldc);
    c10.intoArray(c, cOffset + 10 * ldc);
    c11.intoArray(c, cOffset + 11 * ldc);
  }
}
