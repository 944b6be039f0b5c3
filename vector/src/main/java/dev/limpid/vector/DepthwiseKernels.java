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
 * <p>Results of 3x3 taps are computed in squares of four, with stride 2 in pairs: what several of
 * them see is loaded once, and so are the weights. The gradient of the taps reads a strip: some
 * rows of an image, cut into blocks of channels as long as a vector, {@code
 * [group][column][TOGETHER][ROWS][LANES]}, so that all that it needs lies at constant distances
 * from one index.
 *
 * <p>HotSpot would load all that a step needs at its beginning, and keep some of it on the stack;
 * it takes no load across an exit of the loop, so that there are two or three that are never taken,
 * as in {@link MicroKernel6}.
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

  /** Vectors of a block of packed weights. */
  static final int WEIGHTS = 12;

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
   * Packs what results need besides the image: {@code [block][WEIGHTS][LANES]}, nine weights, a
   * bias, and the bounds that a result is held between. The last block ends with the last channel.
   *
   * @param kernel weights {@code [3, 3, 1, channels]}
   * @param packed modified
   */
  static void packWeights(
      float[] kernel, float[] bias, float least, float most, int channels, float[] packed) {
    for (int at = 0, c = 0; c < channels; c += LANES, at += WEIGHTS * LANES) {
      int first = Math.min(c, channels - LANES);
      for (int tap = 0; tap < 9; tap++) {
        System.arraycopy(kernel, tap * channels + first, packed, at + tap * LANES, LANES);
      }
      System.arraycopy(bias, first, packed, at + 9 * LANES, LANES);
      Arrays.fill(packed, at + 10 * LANES, at + 11 * LANES, least);
      Arrays.fill(packed, at + 11 * LANES, at + 12 * LANES, most);
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
   * Squares of two by two results next to each other, with stride 1.
   *
   * @param a0 the first value of the first row that the first square sees; those of the next rows
   *     follow
   * @param pixel values from a pixel to the next, of images and results
   * @param channels how many of them, whole blocks
   * @param w packed weights, see {@link #packWeights}
   * @param y modified
   * @param yAt where the upper row of results goes
   * @param yBelow where the lower one goes
   * @param count how many squares
   */
  static void squares(
      float[] x,
      int a0,
      int a1,
      int a2,
      int a3,
      int pixel,
      int channels,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int yBelow,
      int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int exit = never;
    for (int n = 0; n < count; n++) {
      int r0 = a0 + n * 2 * pixel;
      int r1 = a1 + n * 2 * pixel;
      int r2 = a2 + n * 2 * pixel;
      int r3 = a3 + n * 2 * pixel;
      int to = yAt + n * 2 * pixel;
      int below = yBelow + n * 2 * pixel;
      for (int c = 0; c < channels; c += LANES) {
        int from = wAt + c * WEIGHTS;
        FloatVector w0 = fromArray(SPECIES, w, from);
        FloatVector w1 = fromArray(SPECIES, w, from + LANES);
        FloatVector w2 = fromArray(SPECIES, w, from + 2 * LANES);
        FloatVector x00 = fromArray(SPECIES, x, r0 + c);
        FloatVector x01 = fromArray(SPECIES, x, r0 + pixel + c);
        FloatVector x02 = fromArray(SPECIES, x, r0 + 2 * pixel + c);
        FloatVector x03 = fromArray(SPECIES, x, r0 + 3 * pixel + c);
        FloatVector upper0 = w0.fma(x00, zero);
        FloatVector upper1 = w0.fma(x01, zero);
        upper0 = w1.fma(x01, upper0);
        upper1 = w1.fma(x02, upper1);
        upper0 = w2.fma(x02, upper0);
        upper1 = w2.fma(x03, upper1);
        if (c == exit) {
          break;
        }
        FloatVector w3 = fromArray(SPECIES, w, from + 3 * LANES);
        FloatVector w4 = fromArray(SPECIES, w, from + 4 * LANES);
        FloatVector w5 = fromArray(SPECIES, w, from + 5 * LANES);
        FloatVector x10 = fromArray(SPECIES, x, r1 + c);
        FloatVector x11 = fromArray(SPECIES, x, r1 + pixel + c);
        FloatVector x12 = fromArray(SPECIES, x, r1 + 2 * pixel + c);
        FloatVector x13 = fromArray(SPECIES, x, r1 + 3 * pixel + c);
        upper0 = w3.fma(x10, upper0);
        upper1 = w3.fma(x11, upper1);
        FloatVector lower0 = w0.fma(x10, zero);
        FloatVector lower1 = w0.fma(x11, zero);
        upper0 = w4.fma(x11, upper0);
        upper1 = w4.fma(x12, upper1);
        lower0 = w1.fma(x11, lower0);
        lower1 = w1.fma(x12, lower1);
        upper0 = w5.fma(x12, upper0);
        upper1 = w5.fma(x13, upper1);
        lower0 = w2.fma(x12, lower0);
        lower1 = w2.fma(x13, lower1);
        if (from == exit) {
          break;
        }
        FloatVector w6 = fromArray(SPECIES, w, from + 6 * LANES);
        FloatVector w7 = fromArray(SPECIES, w, from + 7 * LANES);
        FloatVector w8 = fromArray(SPECIES, w, from + 8 * LANES);
        FloatVector x20 = fromArray(SPECIES, x, r2 + c);
        FloatVector x21 = fromArray(SPECIES, x, r2 + pixel + c);
        FloatVector x22 = fromArray(SPECIES, x, r2 + 2 * pixel + c);
        FloatVector x23 = fromArray(SPECIES, x, r2 + 3 * pixel + c);
        upper0 = w6.fma(x20, upper0);
        upper1 = w6.fma(x21, upper1);
        lower0 = w3.fma(x20, lower0);
        lower1 = w3.fma(x21, lower1);
        upper0 = w7.fma(x21, upper0);
        upper1 = w7.fma(x22, upper1);
        lower0 = w4.fma(x21, lower0);
        lower1 = w4.fma(x22, lower1);
        upper0 = w8.fma(x22, upper0);
        upper1 = w8.fma(x23, upper1);
        lower0 = w5.fma(x22, lower0);
        lower1 = w5.fma(x23, lower1);
        if (to + c == exit) {
          break;
        }
        FloatVector bias = fromArray(SPECIES, w, from + 9 * LANES);
        FloatVector low = fromArray(SPECIES, w, from + 10 * LANES);
        FloatVector high = fromArray(SPECIES, w, from + 11 * LANES);
        upper0 = upper0.add(bias);
        upper0 = upper0.blend(low, upper0.compare(VectorOperators.LT, low));
        upper0 = upper0.blend(high, upper0.compare(VectorOperators.GT, high));
        upper0.intoArray(y, to + c);
        upper1 = upper1.add(bias);
        upper1 = upper1.blend(low, upper1.compare(VectorOperators.LT, low));
        upper1 = upper1.blend(high, upper1.compare(VectorOperators.GT, high));
        upper1.intoArray(y, to + pixel + c);
        FloatVector x30 = fromArray(SPECIES, x, r3 + c);
        FloatVector x31 = fromArray(SPECIES, x, r3 + pixel + c);
        FloatVector x32 = fromArray(SPECIES, x, r3 + 2 * pixel + c);
        FloatVector x33 = fromArray(SPECIES, x, r3 + 3 * pixel + c);
        lower0 = w6.fma(x30, lower0);
        lower1 = w6.fma(x31, lower1);
        lower0 = w7.fma(x31, lower0);
        lower1 = w7.fma(x32, lower1);
        lower0 = w8.fma(x32, lower0);
        lower1 = w8.fma(x33, lower1);
        lower0 = lower0.add(bias);
        lower0 = lower0.blend(low, lower0.compare(VectorOperators.LT, low));
        lower0 = lower0.blend(high, lower0.compare(VectorOperators.GT, high));
        lower0.intoArray(y, below + c);
        lower1 = lower1.add(bias);
        lower1 = lower1.blend(low, lower1.compare(VectorOperators.LT, low));
        lower1 = lower1.blend(high, lower1.compare(VectorOperators.GT, high));
        lower1.intoArray(y, below + pixel + c);
      }
    }
  }

  /**
   * Two rows of results, with stride 1, where channels are whole blocks: value by value as they lie
   * in memory. What comes from there comes faster so than to {@link #squares}, which jump from
   * pixel to pixel: 56x56, 144 channels, of many images 7.5 to 5.2 ns a vector, where they are in
   * the second-level cache 3.7 to 4.2 (Zen 3, one thread).
   *
   * @param r0 the first value of the first row that the first result sees; those of the next rows
   *     follow
   * @param pixel channels
   * @param w packed weights, see {@link #packWeights}
   * @param last where the last block of them begins
   * @param y modified
   * @param to where the upper row of results goes
   * @param below where the lower one goes
   * @param count values of a row of results
   */
  static void rows(
      float[] x,
      int r0,
      int r1,
      int r2,
      int r3,
      int pixel,
      float[] w,
      int last,
      float[] y,
      int to,
      int below,
      int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int exit = never;
    int from = 0;
    for (int c = 0; c < count; c += LANES) {
      FloatVector w0 = fromArray(SPECIES, w, from);
      FloatVector w1 = fromArray(SPECIES, w, from + LANES);
      FloatVector w2 = fromArray(SPECIES, w, from + 2 * LANES);
      FloatVector x00 = fromArray(SPECIES, x, r0 + c);
      FloatVector x01 = fromArray(SPECIES, x, r0 + pixel + c);
      FloatVector x02 = fromArray(SPECIES, x, r0 + 2 * pixel + c);
      FloatVector upper = w0.fma(x00, zero);
      upper = w1.fma(x01, upper);
      upper = w2.fma(x02, upper);
      if (c == exit) {
        break;
      }
      FloatVector w3 = fromArray(SPECIES, w, from + 3 * LANES);
      FloatVector w4 = fromArray(SPECIES, w, from + 4 * LANES);
      FloatVector w5 = fromArray(SPECIES, w, from + 5 * LANES);
      FloatVector x10 = fromArray(SPECIES, x, r1 + c);
      FloatVector x11 = fromArray(SPECIES, x, r1 + pixel + c);
      FloatVector x12 = fromArray(SPECIES, x, r1 + 2 * pixel + c);
      upper = w3.fma(x10, upper);
      FloatVector lower = w0.fma(x10, zero);
      upper = w4.fma(x11, upper);
      lower = w1.fma(x11, lower);
      upper = w5.fma(x12, upper);
      lower = w2.fma(x12, lower);
      if (from == exit) {
        break;
      }
      FloatVector w6 = fromArray(SPECIES, w, from + 6 * LANES);
      FloatVector w7 = fromArray(SPECIES, w, from + 7 * LANES);
      FloatVector w8 = fromArray(SPECIES, w, from + 8 * LANES);
      FloatVector x20 = fromArray(SPECIES, x, r2 + c);
      FloatVector x21 = fromArray(SPECIES, x, r2 + pixel + c);
      FloatVector x22 = fromArray(SPECIES, x, r2 + 2 * pixel + c);
      upper = w6.fma(x20, upper);
      lower = w3.fma(x20, lower);
      upper = w7.fma(x21, upper);
      lower = w4.fma(x21, lower);
      upper = w8.fma(x22, upper);
      lower = w5.fma(x22, lower);
      if (to + c == exit) {
        break;
      }
      FloatVector bias = fromArray(SPECIES, w, from + 9 * LANES);
      FloatVector low = fromArray(SPECIES, w, from + 10 * LANES);
      FloatVector high = fromArray(SPECIES, w, from + 11 * LANES);
      upper = upper.add(bias);
      upper = upper.blend(low, upper.compare(VectorOperators.LT, low));
      upper = upper.blend(high, upper.compare(VectorOperators.GT, high));
      upper.intoArray(y, to + c);
      FloatVector x30 = fromArray(SPECIES, x, r3 + c);
      FloatVector x31 = fromArray(SPECIES, x, r3 + pixel + c);
      FloatVector x32 = fromArray(SPECIES, x, r3 + 2 * pixel + c);
      lower = w6.fma(x30, lower);
      lower = w7.fma(x31, lower);
      lower = w8.fma(x32, lower);
      lower = lower.add(bias);
      lower = lower.blend(low, lower.compare(VectorOperators.LT, low));
      lower = lower.blend(high, lower.compare(VectorOperators.GT, high));
      lower.intoArray(y, below + c);
      from = from == last ? 0 : from + WEIGHTS * LANES;
    }
  }

  /** Pairs of results of a row, with stride 2 along it. */
  static void pairs(
      float[] x,
      int a0,
      int a1,
      int a2,
      int pixel,
      int channels,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int exit = never;
    for (int n = 0; n < count; n++) {
      int r0 = a0 + n * 4 * pixel;
      int r1 = a1 + n * 4 * pixel;
      int r2 = a2 + n * 4 * pixel;
      int to = yAt + n * 2 * pixel;
      for (int c = 0; c < channels; c += LANES) {
        int from = wAt + c * WEIGHTS;
        FloatVector w0 = fromArray(SPECIES, w, from);
        FloatVector w1 = fromArray(SPECIES, w, from + LANES);
        FloatVector w2 = fromArray(SPECIES, w, from + 2 * LANES);
        FloatVector x00 = fromArray(SPECIES, x, r0 + c);
        FloatVector x01 = fromArray(SPECIES, x, r0 + pixel + c);
        FloatVector x02 = fromArray(SPECIES, x, r0 + 2 * pixel + c);
        FloatVector x03 = fromArray(SPECIES, x, r0 + 3 * pixel + c);
        FloatVector x04 = fromArray(SPECIES, x, r0 + 4 * pixel + c);
        FloatVector sum0 = w0.fma(x00, zero);
        FloatVector sum1 = w0.fma(x02, zero);
        sum0 = w1.fma(x01, sum0);
        sum1 = w1.fma(x03, sum1);
        sum0 = w2.fma(x02, sum0);
        sum1 = w2.fma(x04, sum1);
        if (c == exit) {
          break;
        }
        FloatVector w3 = fromArray(SPECIES, w, from + 3 * LANES);
        FloatVector w4 = fromArray(SPECIES, w, from + 4 * LANES);
        FloatVector w5 = fromArray(SPECIES, w, from + 5 * LANES);
        FloatVector x10 = fromArray(SPECIES, x, r1 + c);
        FloatVector x11 = fromArray(SPECIES, x, r1 + pixel + c);
        FloatVector x12 = fromArray(SPECIES, x, r1 + 2 * pixel + c);
        FloatVector x13 = fromArray(SPECIES, x, r1 + 3 * pixel + c);
        FloatVector x14 = fromArray(SPECIES, x, r1 + 4 * pixel + c);
        sum0 = w3.fma(x10, sum0);
        sum1 = w3.fma(x12, sum1);
        sum0 = w4.fma(x11, sum0);
        sum1 = w4.fma(x13, sum1);
        sum0 = w5.fma(x12, sum0);
        sum1 = w5.fma(x14, sum1);
        if (from == exit) {
          break;
        }
        FloatVector w6 = fromArray(SPECIES, w, from + 6 * LANES);
        FloatVector w7 = fromArray(SPECIES, w, from + 7 * LANES);
        FloatVector w8 = fromArray(SPECIES, w, from + 8 * LANES);
        FloatVector x20 = fromArray(SPECIES, x, r2 + c);
        FloatVector x21 = fromArray(SPECIES, x, r2 + pixel + c);
        FloatVector x22 = fromArray(SPECIES, x, r2 + 2 * pixel + c);
        FloatVector x23 = fromArray(SPECIES, x, r2 + 3 * pixel + c);
        FloatVector x24 = fromArray(SPECIES, x, r2 + 4 * pixel + c);
        sum0 = w6.fma(x20, sum0);
        sum1 = w6.fma(x22, sum1);
        sum0 = w7.fma(x21, sum0);
        sum1 = w7.fma(x23, sum1);
        sum0 = w8.fma(x22, sum0);
        sum1 = w8.fma(x24, sum1);
        FloatVector bias = fromArray(SPECIES, w, from + 9 * LANES);
        FloatVector low = fromArray(SPECIES, w, from + 10 * LANES);
        FloatVector high = fromArray(SPECIES, w, from + 11 * LANES);
        sum0 = sum0.add(bias);
        sum0 = sum0.blend(low, sum0.compare(VectorOperators.LT, low));
        sum0 = sum0.blend(high, sum0.compare(VectorOperators.GT, high));
        sum0.intoArray(y, to + c);
        sum1 = sum1.add(bias);
        sum1 = sum1.blend(low, sum1.compare(VectorOperators.LT, low));
        sum1 = sum1.blend(high, sum1.compare(VectorOperators.GT, high));
        sum1.intoArray(y, to + pixel + c);
      }
    }
  }

  /**
   * Results of a row, each by itself.
   *
   * @param step from what a result sees to what the next one sees
   */
  static void one(
      float[] x,
      int a0,
      int a1,
      int a2,
      int step,
      int pixel,
      int channels,
      float[] w,
      int wAt,
      float[] y,
      int yAt,
      int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int exit = never;
    for (int n = 0; n < count; n++) {
      int r0 = a0 + n * step;
      int r1 = a1 + n * step;
      int r2 = a2 + n * step;
      int to = yAt + n * pixel;
      for (int c = 0; c < channels; c += LANES) {
        int from = wAt + c * WEIGHTS;
        FloatVector w0 = fromArray(SPECIES, w, from);
        FloatVector w1 = fromArray(SPECIES, w, from + LANES);
        FloatVector w2 = fromArray(SPECIES, w, from + 2 * LANES);
        FloatVector x00 = fromArray(SPECIES, x, r0 + c);
        FloatVector x01 = fromArray(SPECIES, x, r0 + pixel + c);
        FloatVector x02 = fromArray(SPECIES, x, r0 + 2 * pixel + c);
        FloatVector sum = w0.fma(x00, zero);
        sum = w1.fma(x01, sum);
        sum = w2.fma(x02, sum);
        if (c == exit) {
          break;
        }
        FloatVector w3 = fromArray(SPECIES, w, from + 3 * LANES);
        FloatVector w4 = fromArray(SPECIES, w, from + 4 * LANES);
        FloatVector w5 = fromArray(SPECIES, w, from + 5 * LANES);
        FloatVector x10 = fromArray(SPECIES, x, r1 + c);
        FloatVector x11 = fromArray(SPECIES, x, r1 + pixel + c);
        FloatVector x12 = fromArray(SPECIES, x, r1 + 2 * pixel + c);
        sum = w3.fma(x10, sum);
        sum = w4.fma(x11, sum);
        sum = w5.fma(x12, sum);
        if (from == exit) {
          break;
        }
        FloatVector w6 = fromArray(SPECIES, w, from + 6 * LANES);
        FloatVector w7 = fromArray(SPECIES, w, from + 7 * LANES);
        FloatVector w8 = fromArray(SPECIES, w, from + 8 * LANES);
        FloatVector x20 = fromArray(SPECIES, x, r2 + c);
        FloatVector x21 = fromArray(SPECIES, x, r2 + pixel + c);
        FloatVector x22 = fromArray(SPECIES, x, r2 + 2 * pixel + c);
        sum = w6.fma(x20, sum);
        sum = w7.fma(x21, sum);
        sum = w8.fma(x22, sum);
        FloatVector bias = fromArray(SPECIES, w, from + 9 * LANES);
        FloatVector low = fromArray(SPECIES, w, from + 10 * LANES);
        FloatVector high = fromArray(SPECIES, w, from + 11 * LANES);
        sum = sum.add(bias);
        sum = sum.blend(low, sum.compare(VectorOperators.LT, low));
        sum = sum.blend(high, sum.compare(VectorOperators.GT, high));
        sum.intoArray(y, to + c);
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
