package dev.limpid.core.rows;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import java.util.Arrays;

/**
 * The row kernels in plain Java, for every JVM.
 *
 * <p>HotSpot turns a loop into vector instructions only where all arrays have the same plain index,
 * and its vector loops want some hundred rounds to pay; a row has as few as 64 channels. So several
 * rows are copied into a {@link RowBlock} in the first-level cache, the loop runs over the block,
 * and the constants are repeated for each of its rows. Measured on BatchNorm with 64 channels: 3 to
 * 5 times faster than loops over single rows. For the same reason comparisons are done in
 * arithmetic.
 */
final class JavaRowKernels implements RowKernels {
  static final RowKernels INSTANCE = new JavaRowKernels();

  private static final float HUGE = Float.MAX_VALUE;

  private JavaRowKernels() {}

  @Override
  public String name() {
    return "java";
  }

  @Override
  public void sum(float[] x, int offset, int rows, int channels, double[] sums, int at) {
    RowBlock block = RowBlock.current(channels, rows);
    Arrays.fill(sums, at, at + channels, 0);
    int end = rows * channels;
    for (int i = 0, added = 0; i < end; i += block.width) {
      int length = block.load(x, offset + i, end - i, block.rows);
      add(block.sums, block.rows, length);
      if (++added == FLOAT_ADDITIONS || i + length == end) {
        block.fold(block.sums, sums, at);
        added = 0;
      }
    }
  }

  @Override
  public void sumSquares(
      float[] x, int offset, int rows, int channels, float[] mean, double[] sums, int at) {
    RowBlock block = RowBlock.current(channels, rows);
    float[] means = block.repeat(mean, 0);
    Arrays.fill(sums, at, at + channels, 0);
    int end = rows * channels;
    for (int i = 0, added = 0; i < end; i += block.width) {
      int length = block.load(x, offset + i, end - i, block.rows);
      addSquares(block.sums, block.rows, means, length);
      if (++added == FLOAT_ADDITIONS || i + length == end) {
        block.fold(block.sums, sums, at);
        added = 0;
      }
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
    RowBlock block = RowBlock.current(channels, rows);
    float[] means = block.repeat(mean, 0);
    Arrays.fill(sums, at, at + channels, 0);
    Arrays.fill(products, at, at + channels, 0);
    int end = rows * channels;
    for (int i = 0, added = 0; i < end; i += block.width) {
      block.load(x, offset + i, end - i, block.rows);
      int length = block.load(dy, offset + i, end - i, block.moreRows);
      addProducts(block.sums, block.moreSums, block.rows, block.moreRows, means, length);
      if (++added == FLOAT_ADDITIONS || i + length == end) {
        block.fold(block.sums, sums, at);
        block.fold(block.moreSums, products, at);
        added = 0;
      }
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
    RowBlock block = RowBlock.current(channels, rows);
    float[] values = block.rows;
    float[] means = block.repeat(mean, 0);
    float[] scales = block.repeat(scale, 1);
    float[] shifts = block.repeat(shift, 2);
    for (int i = 0, end = rows * channels; i < end; i += block.width) {
      int length = block.load(x, offset + i, end - i, values);
      normalizeBlock(values, means, scales, shifts, length);
      System.arraycopy(values, 0, y, offset + i, length);
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
    RowBlock block = RowBlock.current(channels, rows);
    float[] values = block.rows;
    float[] gradients = block.moreRows;
    float[] means = block.repeat(mean, 0);
    float[] as = block.repeat(a, 1);
    float[] bs = block.repeat(b, 2);
    float[] ds = block.repeat(d, 3);
    for (int i = 0, end = rows * channels; i < end; i += block.width) {
      block.load(x, offset + i, end - i, values);
      int length = block.load(dy, offset + i, end - i, gradients);
      combine(gradients, values, means, as, bs, ds, length);
      if (rectified) {
        rectify(gradients, values, length);
      }
      System.arraycopy(gradients, 0, dx, offset + i, length);
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
    RowBlock block = RowBlock.current(channels, rows);
    float[] values = block.rows;
    float[] biases = bias == null ? null : block.repeat(bias, 0);
    float[] scales = scale == null ? null : block.repeat(scale, 1);
    float[] shifts = scale == null ? null : block.repeat(shift, 2);
    for (int i = 0, end = rows * channels; i < end; i += block.width) {
      int length = block.load(y, offset + i, end - i, values);
      if (bias != null) {
        add(values, biases, length);
      }
      if (relu) {
        clip(values, length);
      }
      if (scale != null) {
        scaleAndShift(values, scales, shifts, length);
      }
      System.arraycopy(values, 0, y, offset + i, length);
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
    int length = windows * channels;
    Scratch scratch = Scratch.current();
    float[] values = scratch.atLeast(Slot.ROWS, length);
    float[] maxima = scratch.atLeast(Slot.MORE_ROWS, length);
    for (int window = 0; window < windows; window++) {
      System.arraycopy(x, offset + window * stride, values, window * channels, channels);
    }
    System.arraycopy(greatest, at, maxima, 0, length);
    if (best != null) {
      float[] bestTaps = scratch.atLeast(Slot.THIRD_ROWS, length);
      System.arraycopy(best, at, bestTaps, 0, length);
      remember(values, maxima, bestTaps, tap, length);
      System.arraycopy(bestTaps, 0, best, at, length);
    }
    takeGreater(values, maxima, length);
    System.arraycopy(maxima, 0, greatest, at, length);
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
    int length = windows * channels;
    Scratch scratch = Scratch.current();
    float[] gradients = scratch.atLeast(Slot.ROWS, length);
    float[] bestTaps = scratch.atLeast(Slot.MORE_ROWS, length);
    System.arraycopy(dy, at, gradients, 0, length);
    System.arraycopy(best, at, bestTaps, 0, length);
    select(gradients, bestTaps, tap, length);
    for (int window = 0; window < windows; window++) {
      int to = offset + window * stride;
      if (add) {
        for (int c = 0; c < channels; c++) {
          dx[to + c] += gradients[window * channels + c];
        }
      } else {
        System.arraycopy(gradients, window * channels, dx, to, channels);
      }
    }
  }

  // The loops: all arrays with one plain index.

  private static void add(float[] sums, float[] values, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += values[i];
    }
  }

  private static void addSquares(float[] sums, float[] x, float[] means, int length) {
    for (int i = 0; i < length; i++) {
      float deviation = x[i] - means[i];
      sums[i] += deviation * deviation;
    }
  }

  private static void addProducts(
      float[] sums, float[] products, float[] x, float[] dy, float[] means, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += dy[i];
      products[i] += dy[i] * (x[i] - means[i]);
    }
  }

  private static void normalizeBlock(
      float[] values, float[] means, float[] scales, float[] shifts, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = (values[i] - means[i]) * scales[i] + shifts[i];
    }
  }

  private static void combine(
      float[] dy, float[] x, float[] means, float[] a, float[] b, float[] d, int length) {
    for (int i = 0; i < length; i++) {
      dy[i] = a[i] * dy[i] + b[i] * (x[i] - means[i]) + d[i];
    }
  }

  private static void rectify(float[] gradients, float[] x, int length) {
    for (int i = 0; i < length; i++) {
      gradients[i] *= whetherPositive(x[i]);
    }
  }

  private static void clip(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = Math.max(values[i], 0f);
    }
  }

  private static void scaleAndShift(float[] values, float[] scales, float[] shifts, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = values[i] * scales[i] + shifts[i];
    }
  }

  private static void takeGreater(float[] values, float[] maxima, int length) {
    for (int i = 0; i < length; i++) {
      maxima[i] = Math.max(maxima[i], values[i]);
    }
  }

  /** Infinities count as the greatest finite numbers, because their difference would be a NaN. */
  private static void remember(
      float[] values, float[] maxima, float[] best, float tap, int length) {
    for (int i = 0; i < length; i++) {
      float value = Math.max(-HUGE, Math.min(HUGE, values[i]));
      float before = Math.max(-HUGE, Math.min(HUGE, maxima[i]));
      float taken = Math.max(whetherPositive(value - before), -Math.min(best[i], 0f));
      best[i] += taken * (tap - best[i]);
    }
  }

  private static void select(float[] gradients, float[] best, float tap, int length) {
    for (int i = 0; i < length; i++) {
      gradients[i] *= 1 - Math.min(1f, Math.abs(best[i] - tap));
    }
  }

  /** 1 where positive, 0 elsewhere: the least positive number times HUGE twice is above 1. */
  private static float whetherPositive(float value) {
    return Math.max(0f, Math.min(1f, value * HUGE * HUGE));
  }
}
