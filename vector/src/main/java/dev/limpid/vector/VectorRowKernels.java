package dev.limpid.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.internal.Ints;
import dev.limpid.core.rows.RowKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The row kernels on the Vector API, for channels that are a multiple of the vector length; others
 * are left to the plain twin, but for the greatest of a window.
 *
 * <p>Each is one loop over the values, in which {@code c} goes round the channels. Constants and
 * sums are loaded and stored for each vector: they stay in the first-level cache, and a vector that
 * is kept across rounds would be an object. So would, in some runs, a vector that a method of this
 * class took or gave: see the package's story.
 */
final class VectorRowKernels implements RowKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  static final RowKernels INSTANCE = new VectorRowKernels();

  private final RowKernels plain = RowKernels.plain();

  private VectorRowKernels() {}

  @Override
  public String name() {
    return "vector";
  }

  private static boolean fits(int channels) {
    return channels % LANES == 0;
  }

  /** Values whose sums are kept apart: as many rows as fit, so that few sums are long. */
  private static int width(int channels) {
    return Math.max(1, Tuning.ROW_SUMS / channels) * channels;
  }

  @Override
  public void sum(float[] x, int offset, int rows, int channels, double[] sums, int at) {
    if (!fits(channels)) {
      plain.sum(x, offset, rows, channels, sums, at);
      return;
    }
    Arrays.fill(sums, at, at + channels, 0);
    int width = width(channels);
    float[] block = Scratch.current().atLeast(Slot.SUMS, width);
    for (int left = rows * channels, from = offset; left > 0; ) {
      int length = Math.min(left, FLOAT_ADDITIONS * width);
      addBlock(x, from, from + length, block, width);
      fold(block, Math.min(width, length), channels, sums, at);
      from += length;
      left -= length;
    }
  }

  private static void addBlock(float[] x, int from, int to, float[] block, int width) {
    Arrays.fill(block, 0, width, 0);
    for (int i = from, c = 0; i < to; i += LANES) {
      fromArray(SPECIES, block, c).add(fromArray(SPECIES, x, i)).intoArray(block, c);
      c = c + LANES == width ? 0 : c + LANES;
    }
  }

  /** Adds the rows of a block to the sums: in pairs, so that few additions follow each other. */
  private static void fold(float[] block, int length, int channels, double[] sums, int at) {
    for (int rows = length / channels; rows > 1; ) {
      int half = (rows + 1) / 2;
      addUpper(block, half * channels, rows * channels);
      rows = half;
    }
    for (int c = 0; c < channels; c++) {
      sums[at + c] += block[c];
    }
  }

  private static void addUpper(float[] block, int from, int to) {
    for (int i = from, into = 0; i < to; i += LANES, into += LANES) {
      fromArray(SPECIES, block, into).add(fromArray(SPECIES, block, i)).intoArray(block, into);
    }
  }

  @Override
  public void sumSquares(
      float[] x, int offset, int rows, int channels, float[] mean, double[] sums, int at) {
    if (!fits(channels)) {
      plain.sumSquares(x, offset, rows, channels, mean, sums, at);
      return;
    }
    Arrays.fill(sums, at, at + channels, 0);
    int width = width(channels);
    float[] block = Scratch.current().atLeast(Slot.SUMS, width);
    for (int left = rows * channels, from = offset; left > 0; ) {
      int length = Math.min(left, FLOAT_ADDITIONS * width);
      addSquares(x, from, from + length, channels, mean, block, width);
      fold(block, Math.min(width, length), channels, sums, at);
      from += length;
      left -= length;
    }
  }

  private static void addSquares(
      float[] x, int from, int to, int channels, float[] mean, float[] block, int width) {
    Arrays.fill(block, 0, width, 0);
    for (int i = from, b = 0, c = 0; i < to; i += LANES) {
      FloatVector deviation = fromArray(SPECIES, x, i).sub(fromArray(SPECIES, mean, c));
      deviation.fma(deviation, fromArray(SPECIES, block, b)).intoArray(block, b);
      c = c + LANES == channels ? 0 : c + LANES;
      b = b + LANES == width ? 0 : b + LANES;
    }
  }

  @Override
  public void sumProducts(
      float[] x,
      float[] dy,
      int offset,
      int rows,
      int channels,
      float[] mean,
      double[] sums,
      double[] products,
      int at) {
    if (!fits(channels)) {
      plain.sumProducts(x, dy, offset, rows, channels, mean, sums, products, at);
      return;
    }
    Arrays.fill(sums, at, at + channels, 0);
    Arrays.fill(products, at, at + channels, 0);
    int width = width(channels);
    float[] block = Scratch.current().atLeast(Slot.SUMS, width);
    float[] moreBlock = Scratch.current().atLeast(Slot.MORE_SUMS, width);
    for (int left = rows * channels, from = offset; left > 0; ) {
      int length = Math.min(left, FLOAT_ADDITIONS * width);
      addProducts(x, dy, from, from + length, channels, mean, block, moreBlock, width);
      fold(block, Math.min(width, length), channels, sums, at);
      fold(moreBlock, Math.min(width, length), channels, products, at);
      from += length;
      left -= length;
    }
  }

  private static void addProducts(
      float[] x,
      float[] dy,
      int from,
      int to,
      int channels,
      float[] mean,
      float[] block,
      float[] moreBlock,
      int width) {
    Arrays.fill(block, 0, width, 0);
    Arrays.fill(moreBlock, 0, width, 0);
    for (int i = from, b = 0, c = 0; i < to; i += LANES) {
      FloatVector gradient = fromArray(SPECIES, dy, i);
      fromArray(SPECIES, block, b).add(gradient).intoArray(block, b);
      fromArray(SPECIES, x, i)
          .sub(fromArray(SPECIES, mean, c))
          .fma(gradient, fromArray(SPECIES, moreBlock, b))
          .intoArray(moreBlock, b);
      c = c + LANES == channels ? 0 : c + LANES;
      b = b + LANES == width ? 0 : b + LANES;
    }
  }

  @Override
  public void normalize(
      float[] x,
      float[] y,
      int offset,
      int rows,
      int channels,
      float[] mean,
      float[] scale,
      float[] shift) {
    if (!fits(channels)) {
      plain.normalize(x, y, offset, rows, channels, mean, scale, shift);
      return;
    }
    int end = offset + rows * channels;
    for (int i = offset, c = 0; i < end; i += LANES) {
      fromArray(SPECIES, x, i)
          .sub(fromArray(SPECIES, mean, c))
          .fma(fromArray(SPECIES, scale, c), fromArray(SPECIES, shift, c))
          .intoArray(y, i);
      c = c + LANES == channels ? 0 : c + LANES;
    }
  }

  @Override
  public void gradient(
      float[] x,
      float[] dy,
      float[] dx,
      int offset,
      int rows,
      int channels,
      float[] mean,
      float[] a,
      float[] b,
      float[] d,
      boolean rectified) {
    if (!fits(channels)) {
      plain.gradient(x, dy, dx, offset, rows, channels, mean, a, b, d, rectified);
    } else if (rectified) {
      rectifiedGradient(x, dy, dx, offset, rows, channels, mean, a, b, d);
    } else {
      int end = offset + rows * channels;
      for (int i = offset, c = 0; i < end; i += LANES) {
        FloatVector ofX =
            fromArray(SPECIES, x, i)
                .sub(fromArray(SPECIES, mean, c))
                .fma(fromArray(SPECIES, b, c), fromArray(SPECIES, d, c));
        fromArray(SPECIES, dy, i).fma(fromArray(SPECIES, a, c), ofX).intoArray(dx, i);
        c = c + LANES == channels ? 0 : c + LANES;
      }
    }
  }

  private static void rectifiedGradient(
      float[] x,
      float[] dy,
      float[] dx,
      int offset,
      int rows,
      int channels,
      float[] mean,
      float[] a,
      float[] b,
      float[] d) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = offset + rows * channels;
    for (int i = offset, c = 0; i < end; i += LANES) {
      FloatVector value = fromArray(SPECIES, x, i);
      FloatVector ofX =
          value
              .sub(fromArray(SPECIES, mean, c))
              .fma(fromArray(SPECIES, b, c), fromArray(SPECIES, d, c));
      FloatVector gradient = fromArray(SPECIES, dy, i).fma(fromArray(SPECIES, a, c), ofX);
      VectorMask<Float> notPositive = value.compare(VectorOperators.LE, 0f);
      gradient.blend(zero, notPositive).intoArray(dx, i);
      c = c + LANES == channels ? 0 : c + LANES;
    }
  }

  @Override
  public void finish(
      float[] y,
      int offset,
      int rows,
      int channels,
      float[] bias,
      boolean relu,
      float[] scale,
      float[] shift) {
    if (!fits(channels)) {
      if (bias != null && scale == null && channels * LANES <= Tuning.ROW_SUMS) {
        addRepeated(y, offset, rows * channels, channels, bias, relu);
      } else {
        plain.finish(y, offset, rows, channels, bias, relu, scale, shift);
      }
    } else if (bias != null && relu && scale != null) {
      finishAll(y, offset, rows, channels, bias, scale, shift);
    } else {
      if (bias != null) {
        addBias(y, offset, rows * channels, channels, bias, relu);
      } else if (relu) {
        clip(y, offset, rows * channels);
      }
      if (scale != null) {
        scaleAndShift(y, offset, rows, channels, scale, shift);
      }
    }
  }

  /** In one pass where nothing but a bias and the bounds are asked for. */
  @Override
  public void finishBelow(
      float[] y,
      int offset,
      int rows,
      int channels,
      float[] bias,
      float ceiling,
      float[] scale,
      float[] shift) {
    if (fits(channels) && bias != null && scale == null) {
      addBiasBelow(y, offset, rows, channels, bias, ceiling);
    } else {
      RowKernels.super.finishBelow(y, offset, rows, channels, bias, ceiling, scale, shift);
    }
  }

  private static void addBiasBelow(
      float[] y, int offset, int rows, int channels, float[] bias, float ceiling) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector most = FloatVector.broadcast(SPECIES, ceiling);
    int end = offset + rows * channels;
    for (int i = offset, c = 0; i < end; i += LANES) {
      FloatVector value = fromArray(SPECIES, y, i).add(fromArray(SPECIES, bias, c));
      value = value.blend(zero, value.compare(VectorOperators.LE, zero));
      value.blend(most, value.compare(VectorOperators.GT, most)).intoArray(y, i);
      c = c + LANES == channels ? 0 : c + LANES;
    }
  }

  /** A comparison is a third of the instructions of a maximum, which has to tell -0 from 0. */
  private static void finishAll(
      float[] y, int offset, int rows, int channels, float[] bias, float[] scale, float[] shift) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = offset + rows * channels;
    for (int i = offset, c = 0; i < end; i += LANES) {
      FloatVector value = fromArray(SPECIES, y, i).add(fromArray(SPECIES, bias, c));
      value
          .blend(zero, value.compare(VectorOperators.LE, zero))
          .fma(fromArray(SPECIES, scale, c), fromArray(SPECIES, shift, c))
          .intoArray(y, i);
      c = c + LANES == channels ? 0 : c + LANES;
    }
  }

  private static void addBias(
      float[] y, int offset, int size, int channels, float[] bias, boolean relu) {
    FloatVector least = FloatVector.broadcast(SPECIES, relu ? 0f : Float.NEGATIVE_INFINITY);
    int end = offset + size;
    for (int i = offset, c = 0; i < end; i += LANES) {
      FloatVector value = fromArray(SPECIES, y, i).add(fromArray(SPECIES, bias, c));
      value.blend(least, value.compare(VectorOperators.LE, least)).intoArray(y, i);
      c = c + LANES == channels ? 0 : c + LANES;
    }
  }

  /** Adds a bias that fills no whole vectors: as many times as make them whole. */
  private static void addRepeated(
      float[] y, int offset, int size, int channels, float[] bias, boolean relu) {
    float[] repeated = Scratch.current().atLeast(Slot.SUMS, channels * LANES);
    for (int i = 0; i < LANES && i * channels < size; i++) {
      System.arraycopy(bias, 0, repeated, i * channels, channels);
    }
    int whole = size / LANES * LANES;
    addBias(y, offset, whole, channels * LANES, repeated, relu);
    for (int i = whole; i < size; i++) {
      float value = y[offset + i] + bias[i % channels];
      y[offset + i] = relu ? Math.max(value, 0f) : value;
    }
  }

  private static void clip(float[] y, int offset, int size) {
    for (int i = offset; i < offset + size; i += LANES) {
      fromArray(SPECIES, y, i).max(0f).intoArray(y, i);
    }
  }

  private static void scaleAndShift(
      float[] y, int offset, int rows, int channels, float[] scale, float[] shift) {
    int end = offset + rows * channels;
    for (int i = offset, c = 0; i < end; i += LANES) {
      fromArray(SPECIES, y, i)
          .fma(fromArray(SPECIES, scale, c), fromArray(SPECIES, shift, c))
          .intoArray(y, i);
      c = c + LANES == channels ? 0 : c + LANES;
    }
  }

  @Override
  public void poolTap(
      float[] x,
      int offset,
      int stride,
      int windows,
      int channels,
      float[] greatest,
      float[] best,
      int at,
      float tap) {
    if (!fits(channels)) {
      if (best == null) {
        poolGathered(x, offset, stride, windows, channels, greatest, at);
      } else {
        plain.poolTap(x, offset, stride, windows, channels, greatest, best, at, tap);
      }
    } else if (best == null) {
      poolTap(x, offset, stride, windows, channels, greatest, at);
    } else {
      int end = at + windows * channels;
      int gap = stride - channels;
      for (int i = at, from = offset, c = 0; i < end; i += LANES, from += LANES) {
        FloatVector value = fromArray(SPECIES, x, from);
        FloatVector before = fromArray(SPECIES, greatest, i);
        FloatVector bestTap = fromArray(SPECIES, best, i);
        VectorMask<Float> taken =
            value
                .compare(VectorOperators.GT, before)
                .or(value.compare(VectorOperators.NE, value)) // NaN
                .or(bestTap.compare(VectorOperators.LT, 0f));
        before.blend(value, taken).intoArray(greatest, i);
        bestTap.blend(tap, taken).intoArray(best, i);
        c += LANES;
        if (c == channels) {
          c = 0;
          from += gap;
        }
      }
    }
  }

  /**
   * The same for channels that fill no whole vectors. What the tap sees is put together first, with
   * whole vectors all the same: what is copied beyond a pixel is overwritten by the next one.
   */
  private static void poolGathered(
      float[] x, int offset, int stride, int windows, int channels, float[] greatest, int at) {
    int length = windows * channels;
    int copied = Ints.roundUp(channels, LANES);
    float[] values = Scratch.current().atLeast(Slot.ROWS, length + LANES);
    int inside = Math.max(0, Math.min(windows, (x.length - copied - offset) / stride + 1));
    inside = offset + copied > x.length ? 0 : inside;
    gather(x, offset, stride, inside, channels, values);
    for (int w = inside; w < windows; w++) {
      System.arraycopy(x, offset + w * stride, values, w * channels, channels);
    }
    int whole = length / LANES * LANES;
    takeGreater(values, greatest, at, whole);
    for (int i = whole; i < length; i++) {
      greatest[at + i] = Math.max(greatest[at + i], values[i]);
    }
  }

  private static void gather(
      float[] x, int from, int step, int windows, int channels, float[] values) {
    for (int w = 0; w < windows; w++) {
      for (int c = 0; c < channels; c += LANES) {
        fromArray(SPECIES, x, from + w * step + c).intoArray(values, w * channels + c);
      }
    }
  }

  private static void takeGreater(float[] values, float[] greatest, int at, int whole) {
    for (int i = 0; i < whole; i += LANES) {
      fromArray(SPECIES, greatest, at + i)
          .max(fromArray(SPECIES, values, i))
          .intoArray(greatest, at + i);
    }
  }

  private static void poolTap(
      float[] x, int offset, int stride, int windows, int channels, float[] greatest, int at) {
    int end = at + windows * channels;
    int gap = stride - channels;
    for (int i = at, from = offset, c = 0; i < end; i += LANES, from += LANES) {
      fromArray(SPECIES, greatest, i).max(fromArray(SPECIES, x, from)).intoArray(greatest, i);
      c += LANES;
      if (c == channels) {
        c = 0;
        from += gap;
      }
    }
  }

  /**
   * Channels that fill no whole vectors are read in whole ones all the same, and what is written
   * beyond a pixel is overwritten by the next.
   */
  @Override
  public void poolFour(
      float[] x, int offset, int below, int stride, int windows, int channels, float[] y, int at) {
    int wide = Ints.roundUp(channels, LANES);
    int inY = windows - Ints.ceilDiv(wide - channels, channels);
    int room = x.length - (offset + below + channels + wide);
    int whole = room < 0 ? 0 : Math.max(0, Math.min(inY, room / stride + 1));
    for (int w = 0; w < whole; w++) {
      poolFour(x, offset + w * stride, below, channels, y, at + w * channels);
    }
    for (int w = whole; w < windows; w++) {
      for (int c = 0; c < channels; c++) {
        int i = offset + w * stride + c;
        float upper = Math.max(x[i], x[i + channels]);
        float lower = Math.max(x[i + below], x[i + below + channels]);
        y[at + w * channels + c] = Math.max(upper, lower);
      }
    }
  }

  private static void poolFour(float[] x, int from, int below, int channels, float[] y, int to) {
    for (int c = from, end = from + channels, i = to; c < end; c += LANES, i += LANES) {
      FloatVector upper = fromArray(SPECIES, x, c).max(fromArray(SPECIES, x, c + channels));
      int low = c + below;
      FloatVector lower = fromArray(SPECIES, x, low).max(fromArray(SPECIES, x, low + channels));
      upper.max(lower).intoArray(y, i);
    }
  }

  @Override
  public void unpoolTap(
      float[] dy,
      float[] best,
      int at,
      int windows,
      int channels,
      float tap,
      float[] dx,
      int offset,
      int stride,
      boolean add) {
    if (!fits(channels)) {
      plain.unpoolTap(dy, best, at, windows, channels, tap, dx, offset, stride, add);
    } else if (add) {
      addTap(dy, best, at, windows, channels, tap, dx, offset, stride);
    } else {
      setTap(dy, best, at, windows, channels, tap, dx, offset, stride);
    }
  }

  private static void setTap(
      float[] dy,
      float[] best,
      int at,
      int windows,
      int channels,
      float tap,
      float[] dx,
      int offset,
      int stride) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = at + windows * channels;
    int gap = stride - channels;
    for (int i = at, to = offset, c = 0; i < end; i += LANES, to += LANES) {
      VectorMask<Float> own = fromArray(SPECIES, best, i).compare(VectorOperators.EQ, tap);
      zero.blend(fromArray(SPECIES, dy, i), own).intoArray(dx, to);
      c += LANES;
      if (c == channels) {
        c = 0;
        to += gap;
      }
    }
  }

  private static void addTap(
      float[] dy,
      float[] best,
      int at,
      int windows,
      int channels,
      float tap,
      float[] dx,
      int offset,
      int stride) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int end = at + windows * channels;
    int gap = stride - channels;
    for (int i = at, to = offset, c = 0; i < end; i += LANES, to += LANES) {
      VectorMask<Float> own = fromArray(SPECIES, best, i).compare(VectorOperators.EQ, tap);
      FloatVector gradient = zero.blend(fromArray(SPECIES, dy, i), own);
      fromArray(SPECIES, dx, to).add(gradient).intoArray(dx, to);
      c += LANES;
      if (c == channels) {
        c = 0;
        to += gap;
      }
    }
  }

  @Override
  public void tanh(float[] x, float[] y, int from, int to) {
    VectorFunctions.tanh(x, y, from, to);
  }

  @Override
  public void exp(float[] x, float[] y, int from, int to) {
    VectorFunctions.exp(x, y, from, to);
  }

  @Override
  public void sigmoid(float[] x, float[] y, int from, int to) {
    VectorFunctions.sigmoid(x, y, from, to);
  }
}
