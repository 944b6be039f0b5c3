package dev.limpid.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link DepthwiseConvolution}: channel c of a result comes from channel c of the
 * operands alone. Sums start from zero and go in the order of the taps.
 *
 * <p>Those for 3x3 taps read a strip: some rows of an image, cut into blocks of channels as long as
 * a vector, {@code [block][column][ROWS][LANES]}. So all that a result needs lies at constant
 * distances from one index, and goes into its multiply-add straight from memory, while the nine
 * weights, or the nine sums of their gradients, stay in registers. HotSpot would load all nine
 * values at the beginning of a step, and keep weights on the stack for them; it takes no load
 * across an exit of the loop, so that there are two that are never taken, as in {@link
 * MicroKernel6}.
 */
final class DepthwiseKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Values of a vector, and channels of a block. */
  static final int LANES = SPECIES.length();

  /** Rows of a strip. */
  static final int ROWS = 6;

  /** Values of a strip from one column to the next. */
  static final int COLUMN = ROWS * LANES;

  /** No index is negative. Not final, so that HotSpot does not know it and drop the exits. */
  private static int never = -1;

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
   * Copies pixels into a row of a strip, a block of channels after the other. The last block ends
   * with the last channel, and repeats some of the block before where channels are no whole blocks.
   *
   * @param first the first block
   * @param blocks how many
   * @param strip modified
   * @param at where the first block of the first pixel goes
   * @param block from one block to the next
   */
  static void pack(
      float[] x,
      int from,
      int pixels,
      int channels,
      int first,
      int blocks,
      float[] strip,
      int at,
      int block) {
    for (int b = 0; b < blocks; b++) {
      int source = from + Math.min((first + b) * LANES, channels - LANES);
      int target = at + b * block;
      for (int q = 0; q < pixels; q++) {
        fromArray(SPECIES, x, source + q * channels).intoArray(strip, target + q * COLUMN);
      }
    }
  }

  /** Sets pixels of a row of a strip to zero, in so many blocks. */
  static void clear(int pixels, int blocks, float[] strip, int at, int block) {
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int q = 0; q < pixels; q++) {
      int target = at + q * COLUMN;
      for (int b = 0; b < blocks; b++) {
        zero.intoArray(strip, target);
        target += block;
      }
    }
  }

  /**
   * Neighbouring results of 3x3 taps, a block of their channels.
   *
   * @param at what the upper left tap of the first one sees
   * @param step from there to what that of the next one sees
   * @param w weights, those of a tap {@code channels} after those of the one before
   * @param y modified
   */
  static void results(
      float[] strip,
      int at,
      int step,
      float[] w,
      int wAt,
      int channels,
      float[] y,
      int yAt,
      int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector w0 = fromArray(SPECIES, w, wAt);
    FloatVector w1 = fromArray(SPECIES, w, wAt + channels);
    FloatVector w2 = fromArray(SPECIES, w, wAt + 2 * channels);
    FloatVector w3 = fromArray(SPECIES, w, wAt + 3 * channels);
    FloatVector w4 = fromArray(SPECIES, w, wAt + 4 * channels);
    FloatVector w5 = fromArray(SPECIES, w, wAt + 5 * channels);
    FloatVector w6 = fromArray(SPECIES, w, wAt + 6 * channels);
    FloatVector w7 = fromArray(SPECIES, w, wAt + 7 * channels);
    FloatVector w8 = fromArray(SPECIES, w, wAt + 8 * channels);
    int exit = never;
    for (int n = 0; n < count; n++) {
      int i = at + n * step;
      FloatVector sum = w0.fma(fromArray(SPECIES, strip, i), zero);
      sum = w1.fma(fromArray(SPECIES, strip, i + 6 * LANES), sum);
      sum = w2.fma(fromArray(SPECIES, strip, i + 12 * LANES), sum);
      if (n == exit) {
        break;
      }
      sum = w3.fma(fromArray(SPECIES, strip, i + LANES), sum);
      sum = w4.fma(fromArray(SPECIES, strip, i + 7 * LANES), sum);
      sum = w5.fma(fromArray(SPECIES, strip, i + 13 * LANES), sum);
      if (i == exit) {
        break;
      }
      sum = w6.fma(fromArray(SPECIES, strip, i + 2 * LANES), sum);
      sum = w7.fma(fromArray(SPECIES, strip, i + 8 * LANES), sum);
      sum = w8.fma(fromArray(SPECIES, strip, i + 14 * LANES), sum);
      sum.intoArray(y, yAt + n * channels);
    }
  }

  /**
   * Adds a bias to such results and keeps them between bounds: a ReLU, with a ceiling or without.
   * In the loop of {@link #results} it would take registers from the weights.
   *
   * @param y modified
   * @param bias one value for each channel
   */
  static void bound(
      float[] y,
      int yAt,
      int channels,
      int count,
      float[] bias,
      int biasAt,
      float least,
      float most) {
    FloatVector added = fromArray(SPECIES, bias, biasAt);
    for (int n = 0; n < count; n++) {
      int i = yAt + n * channels;
      fromArray(SPECIES, y, i).add(added).max(least).min(most).intoArray(y, i);
    }
  }

  /**
   * Adds what neighbouring results of 3x3 taps give to the gradient of the taps, a block of
   * channels.
   *
   * @param from what the upper left tap of the first one sees
   * @param step from there to what that of the next one sees
   * @param sums nine vectors from {@code at} on; modified
   */
  static void addGradients(
      float[] strip,
      int from,
      int step,
      float[] dy,
      int dyAt,
      int channels,
      float[] sums,
      int at,
      int count) {
    FloatVector s0 = fromArray(SPECIES, sums, at);
    FloatVector s1 = fromArray(SPECIES, sums, at + LANES);
    FloatVector s2 = fromArray(SPECIES, sums, at + 2 * LANES);
    FloatVector s3 = fromArray(SPECIES, sums, at + 3 * LANES);
    FloatVector s4 = fromArray(SPECIES, sums, at + 4 * LANES);
    FloatVector s5 = fromArray(SPECIES, sums, at + 5 * LANES);
    FloatVector s6 = fromArray(SPECIES, sums, at + 6 * LANES);
    FloatVector s7 = fromArray(SPECIES, sums, at + 7 * LANES);
    FloatVector s8 = fromArray(SPECIES, sums, at + 8 * LANES);
    int exit = never;
    for (int n = 0; n < count; n++) {
      int i = from + n * step;
      FloatVector d = fromArray(SPECIES, dy, dyAt + n * channels);
      s0 = d.fma(fromArray(SPECIES, strip, i), s0);
      s1 = d.fma(fromArray(SPECIES, strip, i + 6 * LANES), s1);
      s2 = d.fma(fromArray(SPECIES, strip, i + 12 * LANES), s2);
      if (n == exit) {
        break;
      }
      s3 = d.fma(fromArray(SPECIES, strip, i + LANES), s3);
      s4 = d.fma(fromArray(SPECIES, strip, i + 7 * LANES), s4);
      s5 = d.fma(fromArray(SPECIES, strip, i + 13 * LANES), s5);
      if (i == exit) {
        break;
      }
      s6 = d.fma(fromArray(SPECIES, strip, i + 2 * LANES), s6);
      s7 = d.fma(fromArray(SPECIES, strip, i + 8 * LANES), s7);
      s8 = d.fma(fromArray(SPECIES, strip, i + 14 * LANES), s8);
    }
    s0.intoArray(sums, at);
    s1.intoArray(sums, at + LANES);
    s2.intoArray(sums, at + 2 * LANES);
    s3.intoArray(sums, at + 3 * LANES);
    s4.intoArray(sums, at + 4 * LANES);
    s5.intoArray(sums, at + 5 * LANES);
    s6.intoArray(sums, at + 6 * LANES);
    s7.intoArray(sums, at + 7 * LANES);
    s8.intoArray(sums, at + 8 * LANES);
  }
}
