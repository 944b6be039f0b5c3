package dev.limpid.core.rows;

import java.util.Arrays;

/**
 * Loops over the rows of dense {@code rows x channels} matrices, each in one pass over memory, on
 * the caller's thread.
 *
 * <p>A matrix part is {@code rows} rows from the element {@code offset} on; where several matrices
 * take part, they have the same offset. Constants have one value for each channel. The same bits
 * for the same arguments; implementations differ by rounding. Nothing is allocated.
 *
 * <p>At most {@value #FLOAT_ADDITIONS} values are added one after the other in float32, a few such
 * sums in pairs, and what is above that in float64: the error of a sum is below 3e-7 of the sum of
 * the magnitudes, however many rows and channels there are. Longer float32 sums are not exact
 * enough for BatchNorm: over 4,000 rows a variance was 1.3e-5 off, which decides on which side of
 * zero a ReLU falls.
 */
public interface RowKernels {
  /** How many values are added up in float32 before their sum is added to a float64 one. */
  int FLOAT_ADDITIONS = 8;

  /** The short name: {@code vector} or {@code java}. */
  String name();

  /** Those in plain Java. */
  static RowKernels plain() {
    return JavaRowKernels.INSTANCE;
  }

  /** {@code sums[at + c] = sum x}. */
  void sum(float[] x, int offset, int rows, int channels, double[] sums, int at);

  /** {@code sums[at + c] = sum (x - mean[c])^2}. */
  void sumSquares(
      float[] x, int offset, int rows, int channels, float[] mean, double[] sums, int at);

  /** {@code sums[at + c] = sum dy} and {@code products[at + c] = sum dy (x - mean[c])}. */
  void sumProducts(
      float[] x,
      float[] dy,
      int offset,
      int rows,
      int channels,
      float[] mean,
      double[] sums,
      double[] products,
      int at);

  /** {@code y = (x - mean) scale + shift}; {@code y} may be {@code x}. */
  void normalize(
      float[] x,
      float[] y,
      int offset,
      int rows,
      int channels,
      float[] mean,
      float[] scale,
      float[] shift);

  /**
   * {@code dx = a dy + b (x - mean) + d}; {@code dx} may be {@code dy}.
   *
   * @param rectified whether {@code x} came out of a ReLU whose derivative is a factor too: then
   *     {@code dx} is 0 where {@code x} is not positive
   */
  void gradient(
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
      boolean rectified);

  /**
   * {@code y = max(y + bias, 0) scale + shift} in place; without the maximum if not {@code relu}. A
   * NaN stays one.
   *
   * @param bias may be null for 0
   * @param scale may be null, together with {@code shift}, for 1 and 0
   */
  void finish(
      float[] y,
      int offset,
      int rows,
      int channels,
      float[] bias,
      boolean relu,
      float[] scale,
      float[] shift);

  /**
   * {@code y = min(max(y + bias, 0), ceiling) scale + shift} in place. A NaN stays one.
   *
   * @param bias may be null for 0
   * @param scale may be null, together with {@code shift}, for 1 and 0
   */
  default void finishBelow(
      float[] y,
      int offset,
      int rows,
      int channels,
      float[] bias,
      float ceiling,
      float[] scale,
      float[] shift) {
    finish(y, offset, rows, channels, bias, true, null, null);
    for (int i = offset; i < offset + rows * channels; i++) {
      y[i] = Math.min(y[i], ceiling);
    }
    if (scale != null) {
      finish(y, offset, rows, channels, null, false, scale, shift);
    }
  }

  /**
   * Pools one tap of neighbouring windows: where its values are greater than those of the taps
   * before, they take their place in {@code greatest}, and {@code tap} that in {@code best}. A NaN
   * is greater than all numbers.
   *
   * @param x the values of the windows' pixels; not modified
   * @param offset where the first window's pixel starts
   * @param stride from the pixel of one window to that of the next, in values
   * @param windows how many
   * @param greatest {@code windows x channels} from {@code at} on; modified
   * @param best likewise, -1 where there was no tap before; may be null
   * @param tap number of the tap
   */
  void poolTap(
      float[] x,
      int offset,
      int stride,
      int windows,
      int channels,
      float[] greatest,
      float[] best,
      int at,
      float tap);

  /**
   * Pools neighbouring windows of two by two pixels: for each channel the greatest of four values.
   * A NaN is greater than all numbers.
   *
   * @param x the values of the windows' pixels; not modified
   * @param offset where the upper left pixel of the first window starts
   * @param below from there to the pixel below it, in values
   * @param stride from one window to the next, in values
   * @param windows how many
   * @param y {@code windows x channels} from {@code at} on; modified
   */
  default void poolFour(
      float[] x, int offset, int below, int stride, int windows, int channels, float[] y, int at) {
    Arrays.fill(y, at, at + windows * channels, Float.NEGATIVE_INFINITY);
    for (int tap = 0; tap < 4; tap++) {
      int from = offset + tap / 2 * below + tap % 2 * channels;
      poolTap(x, from, stride, windows, channels, y, null, at, tap);
    }
  }

  /**
   * Gives the gradients of neighbouring windows to one tap: those where {@code best} is this tap,
   * and 0 elsewhere.
   *
   * @param dy {@code windows x channels} from {@code at} on; not modified
   * @param best likewise; not modified
   * @param dx the pixels of the tap; modified
   * @param offset where the first window's pixel starts
   * @param stride from the pixel of one window to that of the next, in values
   * @param add whether to add to what is in {@code dx}
   */
  void unpoolTap(
      float[] dy,
      float[] best,
      int at,
      int windows,
      int channels,
      float tap,
      float[] dx,
      int offset,
      int stride,
      boolean add);

  /**
   * {@code y[i] = tanh(x[i])} for {@code from <= i < to}, at most 3 units in the last place off;
   * both arrays may be the same. This default computes in float64 and rounds.
   *
   * @param y modified
   */
  default void tanh(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.tanh(x[i]);
    }
  }

  /**
   * {@code y[i] = 1 / (1 + exp(-x[i]))} for {@code from <= i < to}, at most 3 units in the last
   * place off; below -87 it may be 0; both arrays may be the same. This default computes in float64
   * and rounds.
   *
   * @param y modified
   */
  default void sigmoid(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) (1 / (1 + Math.exp(-x[i])));
    }
  }

  /**
   * {@code y[i] = exp(x[i])} for {@code from <= i < to}, at most 2 units in the last place off;
   * both arrays may be the same. This default computes in float64 and rounds.
   *
   * @param y modified
   */
  default void exp(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) Math.exp(x[i]);
    }
  }
}
