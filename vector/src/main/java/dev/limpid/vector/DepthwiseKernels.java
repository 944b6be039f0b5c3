package dev.limpid.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops over the channels of a few pixels, for {@link DepthwiseConvolution}: channel c of a result
 * comes from channel c of the operands alone. Sums start from zero and go in the order of the taps.
 *
 * <p>Offsets count values. Where a loop takes {@code from} and {@code to}, these are channels,
 * whole vectors apart; nothing is added to what was there, so that ranges may overlap.
 */
final class DepthwiseKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Values of a vector. */
  static final int LANES = SPECIES.length();

  private DepthwiseKernels() {}

  /** {@code c = a b}. */
  static void product(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int count) {
    int whole = count / LANES * LANES;
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector factor = fromArray(SPECIES, b, bAt + i);
      fromArray(SPECIES, a, aAt + i).fma(factor, zero).intoArray(c, cAt + i);
    }
    for (int i = whole; i < count; i++) {
      c[cAt + i] = Math.fma(a[aAt + i], b[bAt + i], 0f);
    }
  }

  /** {@code c = c + a b}. */
  static void addProduct(float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int count) {
    int whole = count / LANES * LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector factor = fromArray(SPECIES, b, bAt + i);
      FloatVector sum = fromArray(SPECIES, c, cAt + i);
      fromArray(SPECIES, a, aAt + i).fma(factor, sum).intoArray(c, cAt + i);
    }
    for (int i = whole; i < count; i++) {
      c[cAt + i] = Math.fma(a[aAt + i], b[bAt + i], c[cAt + i]);
    }
  }

  /**
   * A result of 3x3 taps.
   *
   * @param x0 what the upper row of taps sees, from {@code at0} on
   * @param x1 likewise, the middle one
   * @param x2 likewise, the lower one
   * @param tap from one tap of a row to the next
   * @param w nine times {@code channels} weights
   * @param y modified
   */
  static void one(
      float[] x0,
      int at0,
      float[] x1,
      int at1,
      float[] x2,
      int at2,
      int tap,
      float[] w,
      int channels,
      int from,
      int to,
      float[] y,
      int yAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int c = from; c < to; c += LANES) {
      FloatVector v = fromArray(SPECIES, x0, at0 + c);
      FloatVector sum = v.fma(fromArray(SPECIES, w, c), zero);
      v = fromArray(SPECIES, x0, at0 + tap + c);
      sum = v.fma(fromArray(SPECIES, w, channels + c), sum);
      v = fromArray(SPECIES, x0, at0 + 2 * tap + c);
      sum = v.fma(fromArray(SPECIES, w, 2 * channels + c), sum);
      v = fromArray(SPECIES, x1, at1 + c);
      sum = v.fma(fromArray(SPECIES, w, 3 * channels + c), sum);
      v = fromArray(SPECIES, x1, at1 + tap + c);
      sum = v.fma(fromArray(SPECIES, w, 4 * channels + c), sum);
      v = fromArray(SPECIES, x1, at1 + 2 * tap + c);
      sum = v.fma(fromArray(SPECIES, w, 5 * channels + c), sum);
      v = fromArray(SPECIES, x2, at2 + c);
      sum = v.fma(fromArray(SPECIES, w, 6 * channels + c), sum);
      v = fromArray(SPECIES, x2, at2 + tap + c);
      sum = v.fma(fromArray(SPECIES, w, 7 * channels + c), sum);
      v = fromArray(SPECIES, x2, at2 + 2 * tap + c);
      sum = v.fma(fromArray(SPECIES, w, 8 * channels + c), sum);
      sum.intoArray(y, yAt + c);
    }
  }

  /**
   * Four neighbouring results of 3x3 taps at stride 1: three quarters of a load for each
   * multiply-add.
   *
   * @param x0 what the upper row of taps sees, from {@code at0} on: six pixels
   * @param x1 likewise, the middle one
   * @param x2 likewise, the lower one
   * @param w nine times {@code channels} weights
   * @param y modified
   */
  static void four(
      float[] x0,
      int at0,
      float[] x1,
      int at1,
      float[] x2,
      int at2,
      float[] w,
      int channels,
      int from,
      int to,
      float[] y,
      int yAt) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int c = from; c < to; c += LANES) {
      FloatVector w0 = fromArray(SPECIES, w, c);
      FloatVector w1 = fromArray(SPECIES, w, channels + c);
      FloatVector w2 = fromArray(SPECIES, w, 2 * channels + c);
      FloatVector v = fromArray(SPECIES, x0, at0 + c);
      FloatVector s0 = v.fma(w0, zero);
      v = fromArray(SPECIES, x0, at0 + channels + c);
      s0 = v.fma(w1, s0);
      FloatVector s1 = v.fma(w0, zero);
      v = fromArray(SPECIES, x0, at0 + 2 * channels + c);
      s0 = v.fma(w2, s0);
      s1 = v.fma(w1, s1);
      FloatVector s2 = v.fma(w0, zero);
      v = fromArray(SPECIES, x0, at0 + 3 * channels + c);
      s1 = v.fma(w2, s1);
      s2 = v.fma(w1, s2);
      FloatVector s3 = v.fma(w0, zero);
      v = fromArray(SPECIES, x0, at0 + 4 * channels + c);
      s2 = v.fma(w2, s2);
      s3 = v.fma(w1, s3);
      v = fromArray(SPECIES, x0, at0 + 5 * channels + c);
      s3 = v.fma(w2, s3);
      w0 = fromArray(SPECIES, w, 3 * channels + c);
      w1 = fromArray(SPECIES, w, 4 * channels + c);
      w2 = fromArray(SPECIES, w, 5 * channels + c);
      v = fromArray(SPECIES, x1, at1 + c);
      s0 = v.fma(w0, s0);
      v = fromArray(SPECIES, x1, at1 + channels + c);
      s0 = v.fma(w1, s0);
      s1 = v.fma(w0, s1);
      v = fromArray(SPECIES, x1, at1 + 2 * channels + c);
      s0 = v.fma(w2, s0);
      s1 = v.fma(w1, s1);
      s2 = v.fma(w0, s2);
      v = fromArray(SPECIES, x1, at1 + 3 * channels + c);
      s1 = v.fma(w2, s1);
      s2 = v.fma(w1, s2);
      s3 = v.fma(w0, s3);
      v = fromArray(SPECIES, x1, at1 + 4 * channels + c);
      s2 = v.fma(w2, s2);
      s3 = v.fma(w1, s3);
      v = fromArray(SPECIES, x1, at1 + 5 * channels + c);
      s3 = v.fma(w2, s3);
      w0 = fromArray(SPECIES, w, 6 * channels + c);
      w1 = fromArray(SPECIES, w, 7 * channels + c);
      w2 = fromArray(SPECIES, w, 8 * channels + c);
      v = fromArray(SPECIES, x2, at2 + c);
      s0 = v.fma(w0, s0);
      v = fromArray(SPECIES, x2, at2 + channels + c);
      s0 = v.fma(w1, s0);
      s1 = v.fma(w0, s1);
      v = fromArray(SPECIES, x2, at2 + 2 * channels + c);
      s0 = v.fma(w2, s0);
      s1 = v.fma(w1, s1);
      s2 = v.fma(w0, s2);
      v = fromArray(SPECIES, x2, at2 + 3 * channels + c);
      s1 = v.fma(w2, s1);
      s2 = v.fma(w1, s2);
      s3 = v.fma(w0, s3);
      v = fromArray(SPECIES, x2, at2 + 4 * channels + c);
      s2 = v.fma(w2, s2);
      s3 = v.fma(w1, s3);
      v = fromArray(SPECIES, x2, at2 + 5 * channels + c);
      s3 = v.fma(w2, s3);
      s0.intoArray(y, yAt + c);
      s1.intoArray(y, yAt + channels + c);
      s2.intoArray(y, yAt + 2 * channels + c);
      s3.intoArray(y, yAt + 3 * channels + c);
    }
  }

  /**
   * Adds what four neighbouring results at stride 1 give to the gradient of a row of three taps.
   *
   * @param x six pixels from {@code at} on
   * @param dy four pixels from {@code dyAt} on
   * @param dw three times {@code channels} values from {@code dwAt} on; modified
   * @param whole channels, whole vectors
   */
  static void addFour(
      float[] x, int at, float[] dy, int dyAt, float[] dw, int dwAt, int channels, int whole) {
    for (int c = 0; c < whole; c += LANES) {
      FloatVector d0 = fromArray(SPECIES, dy, dyAt + c);
      FloatVector d1 = fromArray(SPECIES, dy, dyAt + channels + c);
      FloatVector d2 = fromArray(SPECIES, dy, dyAt + 2 * channels + c);
      FloatVector d3 = fromArray(SPECIES, dy, dyAt + 3 * channels + c);
      FloatVector s0 = fromArray(SPECIES, dw, dwAt + c);
      FloatVector s1 = fromArray(SPECIES, dw, dwAt + channels + c);
      FloatVector s2 = fromArray(SPECIES, dw, dwAt + 2 * channels + c);
      FloatVector v = fromArray(SPECIES, x, at + c);
      s0 = v.fma(d0, s0);
      v = fromArray(SPECIES, x, at + channels + c);
      s0 = v.fma(d1, s0);
      s1 = v.fma(d0, s1);
      v = fromArray(SPECIES, x, at + 2 * channels + c);
      s0 = v.fma(d2, s0);
      s1 = v.fma(d1, s1);
      s2 = v.fma(d0, s2);
      v = fromArray(SPECIES, x, at + 3 * channels + c);
      s0 = v.fma(d3, s0);
      s1 = v.fma(d2, s1);
      s2 = v.fma(d1, s2);
      v = fromArray(SPECIES, x, at + 4 * channels + c);
      s1 = v.fma(d3, s1);
      s2 = v.fma(d2, s2);
      v = fromArray(SPECIES, x, at + 5 * channels + c);
      s2 = v.fma(d3, s2);
      s0.intoArray(dw, dwAt + c);
      s1.intoArray(dw, dwAt + channels + c);
      s2.intoArray(dw, dwAt + 2 * channels + c);
    }
  }
}
