package dev.limpid.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link DepthwiseConvolution}: channel c of a result comes from channel c of the
 * operands alone. Sums start from zero and go in the order of the taps.
 *
 * <p>Those for 3x3 taps read a strip: some rows of an image, cut into blocks of channels as long as
 * a vector, {@code [group][column][TOGETHER][ROWS][LANES]}. So all that a result needs lies at
 * constant distances from one index, and goes into its multiply-add straight from memory, while the
 * nine weights, or the nine sums of their gradients, stay in registers. HotSpot would load all nine
 * values at the beginning of a step, and keep weights on the stack for them; it takes no load
 * across an exit of the loop, so that there are two or three that are never taken, as in {@link
 * MicroKernel6}.
 */
final class DepthwiseKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Values of a vector, and channels of a block. */
  static final int LANES = SPECIES.length();

  /** Rows of a strip. */
  static final int ROWS = 6;

  /** Blocks of channels of a group, so that packing reads and writes whole lines of the cache. */
  static final int TOGETHER = 4;

  /** Channels of a group. */
  static final int PIXEL = TOGETHER * LANES;

  /** Values of a block in a column of a strip. */
  static final int BLOCK = ROWS * LANES;

  /** Values of a strip from one column to the next. */
  static final int COLUMN = TOGETHER * BLOCK;

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
   * Copies pixels into a row of a strip. The last block ends with the last channel, and repeats
   * some of the block before where channels are no whole blocks.
   *
   * @param group values from a group of blocks to the next
   * @param strip modified
   * @param at where the first block of the first pixel goes
   */
  static void pack(
      float[] x, int from, int pixels, int channels, int group, float[] strip, int at) {
    if (channels == PIXEL) {
      packGroup(x, from, pixels, strip, at);
      return;
    }
    int whole = channels / PIXEL;
    for (int q = 0; q < pixels; q++) {
      int source = from + q * channels;
      int target = at + q * COLUMN;
      for (int g = 0; g < whole; g++) {
        fromArray(SPECIES, x, source).intoArray(strip, target);
        fromArray(SPECIES, x, source + LANES).intoArray(strip, target + BLOCK);
        fromArray(SPECIES, x, source + 2 * LANES).intoArray(strip, target + 2 * BLOCK);
        fromArray(SPECIES, x, source + 3 * LANES).intoArray(strip, target + 3 * BLOCK);
        source += PIXEL;
        target += group;
      }
      int left = channels - whole * PIXEL;
      for (int c = 0; c < left; c += LANES) {
        int first = Math.min(c, left - LANES);
        fromArray(SPECIES, x, source + first).intoArray(strip, target + c / LANES * BLOCK);
      }
    }
  }

  /** The same where the channels are one group. */
  private static void packGroup(float[] x, int from, int pixels, float[] strip, int at) {
    for (int q = 0; q < pixels; q++) {
      int source = from + q * PIXEL;
      int target = at + q * COLUMN;
      fromArray(SPECIES, x, source).intoArray(strip, target);
      fromArray(SPECIES, x, source + LANES).intoArray(strip, target + BLOCK);
      fromArray(SPECIES, x, source + 2 * LANES).intoArray(strip, target + 2 * BLOCK);
      fromArray(SPECIES, x, source + 3 * LANES).intoArray(strip, target + 3 * BLOCK);
    }
  }

  /** Sets columns of a row of a strip to zero, in all blocks. */
  static void clear(int count, float[] strip, int at) {
    for (int b = 0; b < count * TOGETHER; b++) {
      Arrays.fill(strip, at + b * BLOCK, at + b * BLOCK + LANES, 0);
    }
  }

  /**
   * Neighbouring results of 3x3 taps, a block of their channels.
   *
   * @param at what the upper left tap of the first one sees
   * @param step from there to what that of the next one sees
   * @param w weights, those of a tap {@code channels} after those of the one before
   * @param y modified
   * @param pixel from a result to the next
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
      int pixel,
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
      sum = w1.fma(fromArray(SPECIES, strip, i + COLUMN), sum);
      sum = w2.fma(fromArray(SPECIES, strip, i + 2 * COLUMN), sum);
      if (n == exit) {
        break;
      }
      sum = w3.fma(fromArray(SPECIES, strip, i + LANES), sum);
      sum = w4.fma(fromArray(SPECIES, strip, i + COLUMN + LANES), sum);
      sum = w5.fma(fromArray(SPECIES, strip, i + 2 * COLUMN + LANES), sum);
      if (i == exit) {
        break;
      }
      sum = w6.fma(fromArray(SPECIES, strip, i + 2 * LANES), sum);
      sum = w7.fma(fromArray(SPECIES, strip, i + COLUMN + 2 * LANES), sum);
      sum = w8.fma(fromArray(SPECIES, strip, i + 2 * COLUMN + 2 * LANES), sum);
      sum.intoArray(y, yAt + n * pixel);
    }
  }

  /**
   * Two rows of such results below each other, with stride 1: what both see is loaded once.
   *
   * @param yAt where the first row goes
   * @param yBelow where the second one goes
   */
  static void twoRows(
      float[] strip,
      int at,
      float[] w,
      int wAt,
      int channels,
      float[] y,
      int yAt,
      int yBelow,
      int pixel,
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
      int i = at + n * COLUMN;
      int to = yAt + n * pixel;
      FloatVector sum = w0.fma(fromArray(SPECIES, strip, i), zero);
      sum = w1.fma(fromArray(SPECIES, strip, i + COLUMN), sum);
      sum = w2.fma(fromArray(SPECIES, strip, i + 2 * COLUMN), sum);
      if (n == exit) {
        break;
      }
      FloatVector x = fromArray(SPECIES, strip, i + LANES);
      sum = w3.fma(x, sum);
      FloatVector below = w0.fma(x, zero);
      x = fromArray(SPECIES, strip, i + COLUMN + LANES);
      sum = w4.fma(x, sum);
      below = w1.fma(x, below);
      x = fromArray(SPECIES, strip, i + 2 * COLUMN + LANES);
      sum = w5.fma(x, sum);
      below = w2.fma(x, below);
      if (i == exit) {
        break;
      }
      x = fromArray(SPECIES, strip, i + 2 * LANES);
      sum = w6.fma(x, sum);
      below = w3.fma(x, below);
      x = fromArray(SPECIES, strip, i + COLUMN + 2 * LANES);
      sum = w7.fma(x, sum);
      below = w4.fma(x, below);
      x = fromArray(SPECIES, strip, i + 2 * COLUMN + 2 * LANES);
      sum = w8.fma(x, sum);
      below = w5.fma(x, below);
      sum.intoArray(y, to);
      if (to == exit) {
        break;
      }
      below = w6.fma(fromArray(SPECIES, strip, i + 3 * LANES), below);
      below = w7.fma(fromArray(SPECIES, strip, i + COLUMN + 3 * LANES), below);
      below = w8.fma(fromArray(SPECIES, strip, i + 2 * COLUMN + 3 * LANES), below);
      below.intoArray(y, yBelow + n * pixel);
    }
  }

  /**
   * Writes such results to where they belong, with a bias and between bounds: a ReLU, with a
   * ceiling or without. Channels in order, so that memory is written as it lies.
   *
   * @param sums all channels of some results, {@code pixel} from one to the next
   * @param y modified
   * @param bias one value for each channel
   */
  static void finish(
      float[] sums,
      int at,
      int pixel,
      float[] y,
      int yAt,
      int channels,
      int count,
      float[] bias,
      float least,
      float most) {
    FloatVector low = FloatVector.broadcast(SPECIES, least);
    FloatVector high = FloatVector.broadcast(SPECIES, most);
    int last = channels - LANES;
    if (pixel == channels && channels % LANES == 0) {
      for (int i = 0, c = 0; i < count * channels; i += LANES) {
        FloatVector value = fromArray(SPECIES, sums, at + i).add(fromArray(SPECIES, bias, c));
        value = value.blend(low, value.compare(VectorOperators.LT, low));
        value = value.blend(high, value.compare(VectorOperators.GT, high));
        value.intoArray(y, yAt + i);
        c = c == last ? 0 : c + LANES;
      }
      return;
    }
    for (int n = 0; n < count; n++) {
      int from = at + n * pixel;
      int to = yAt + n * channels;
      for (int c = 0; c < channels; c += LANES) {
        int i = Math.min(c, last);
        FloatVector value = fromArray(SPECIES, sums, from + i).add(fromArray(SPECIES, bias, i));
        value = value.blend(low, value.compare(VectorOperators.LT, low));
        value = value.blend(high, value.compare(VectorOperators.GT, high));
        value.intoArray(y, to + i);
      }
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
      s1 = d.fma(fromArray(SPECIES, strip, i + COLUMN), s1);
      s2 = d.fma(fromArray(SPECIES, strip, i + 2 * COLUMN), s2);
      if (n == exit) {
        break;
      }
      s3 = d.fma(fromArray(SPECIES, strip, i + LANES), s3);
      s4 = d.fma(fromArray(SPECIES, strip, i + COLUMN + LANES), s4);
      s5 = d.fma(fromArray(SPECIES, strip, i + 2 * COLUMN + LANES), s5);
      if (i == exit) {
        break;
      }
      s6 = d.fma(fromArray(SPECIES, strip, i + 2 * LANES), s6);
      s7 = d.fma(fromArray(SPECIES, strip, i + COLUMN + 2 * LANES), s7);
      s8 = d.fma(fromArray(SPECIES, strip, i + 2 * COLUMN + 2 * LANES), s8);
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
