package dev.limpid.layers;

import dev.limpid.core.conv.Window;

/**
 * Takes the windows of a whole row of a pooling layer's output at once, tap by tap.
 *
 * <p>What one tap sees over a row of windows, {@code columns x channels} values, is gathered into
 * one array that lies like the row of the output, so that the layer's loops are long and have one
 * plain index: HotSpot turns such loops into vector instructions.
 *
 * <pre>
 * input row   a0 a1 | b0 b1 | c0 c1      windows of 2, each letter one pixel with all its channels
 * tap 0       a0 b0 c0
 * tap 1       a1 b1 c1
 * </pre>
 */
final class PoolRows {
  private final Window rows;
  private final Window columns;
  private final int channels;
  private final boolean overlapping;
  private final int[] firstColumn;
  private final int[] endColumn;

  PoolRows(Window rows, Window columns, int channels) {
    this.rows = rows;
    this.columns = columns;
    this.channels = channels;
    this.overlapping = rows.stride() < rows.kernel() || columns.stride() < columns.kernel();
    this.firstColumn = new int[columns.kernel()];
    this.endColumn = new int[columns.kernel()];
    for (int s = 0; s < columns.kernel(); s++) {
      while (firstColumn[s] < columns.output() && columns.isOutside(firstColumn[s], s)) {
        firstColumn[s]++;
      }
      endColumn[s] = firstColumn[s];
      while (endColumn[s] < columns.output() && !columns.isOutside(endColumn[s], s)) {
        endColumn[s]++;
      }
    }
  }

  /** Taps of a window, numbered in row-major order. */
  int count() {
    return rows.kernel() * columns.kernel();
  }

  /** Values in a row of the output. */
  int length() {
    return columns.output() * channels;
  }

  /** Whether all of this tap falls on the padding, in a row of a batch's outputs. */
  boolean isOutside(int row, int tap) {
    return rows.isOutside(row % rows.output(), tap / columns.kernel());
  }

  /** The first value of a row at which this tap does not fall on the padding left or right. */
  int first(int tap) {
    return firstColumn[tap % columns.kernel()] * channels;
  }

  /** The end of those values. */
  int end(int tap) {
    return endColumn[tap % columns.kernel()] * channels;
  }

  /** Copies what a tap sees to {@code values[first ... end - 1]}. */
  void gather(float[] x, int row, int tap, float[] values) {
    int step = columns.stride() * channels;
    int end = end(tap);
    for (int to = first(tap), from = start(row, tap); to < end; to += channels, from += step) {
      System.arraycopy(x, from, values, to, channels);
    }
  }

  /** Adds {@code values[first ... end - 1]} to where the tap sees; copies if no other tap does. */
  void scatter(float[] values, int row, int tap, float[] x) {
    int step = columns.stride() * channels;
    int end = end(tap);
    for (int from = first(tap), to = start(row, tap); from < end; from += channels, to += step) {
      if (overlapping) {
        for (int c = 0; c < channels; c++) {
          x[to + c] += values[from + c];
        }
      } else {
        System.arraycopy(values, from, x, to, channels);
      }
    }
  }

  /** Where the first pixel that the tap sees lies in the batch. */
  private int start(int row, int tap) {
    int image = row / rows.output();
    int line = rows.at(row % rows.output(), tap / columns.kernel());
    int s = tap % columns.kernel();
    int column = columns.at(firstColumn[s], s);
    return ((image * rows.input() + line) * columns.input() + column) * channels;
  }
}
