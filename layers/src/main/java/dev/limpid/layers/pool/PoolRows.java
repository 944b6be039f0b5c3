package dev.limpid.layers.pool;

import dev.limpid.core.conv.Window;

/**
 * The places of the taps of a whole row of windows, for pooling layers that take them tap by tap.
 *
 * <pre>
 * input row   a0 a1 | b0 b1 | c0 c1      windows of 2, each letter one pixel with all its channels
 * tap 0       a0      b0      c0
 * tap 1          a1      b1      c1
 * </pre>
 */
final class PoolRows {
  private final Window rows;
  private final Window columns;
  private final int channels;
  private final int[] firstColumn;
  private final int[] endColumn;

  PoolRows(Window rows, Window columns, int channels) {
    this.rows = rows;
    this.columns = columns;
    this.channels = channels;
    this.firstColumn = new int[columns.kernel()];
    this.endColumn = new int[columns.kernel()];
    for (int s = 0; s < columns.kernel(); s++) {
      int outside = Math.max(0, -columns.at(0, s));
      int inside = columns.input() - columns.at(0, s);
      firstColumn[s] = Math.min(columns.output(), upTo(outside));
      endColumn[s] = Math.max(firstColumn[s], Math.min(columns.output(), upTo(inside)));
    }
  }

  /** How many windows begin in so many columns. */
  private int upTo(int width) {
    return width <= 0 ? 0 : (width - 1) / columns.stride() + 1;
  }

  /** Taps of a window, numbered in row-major order. */
  int count() {
    return rows.kernel() * columns.kernel();
  }

  /** Values in a row of the output. */
  int length() {
    return columns.output() * channels;
  }

  /** How many windows of a row of a batch's outputs have this tap within the image. */
  int windows(int row, int tap) {
    if (rows.isOutside(row % rows.output(), tap / columns.kernel())) {
      return 0;
    }
    int s = tap % columns.kernel();
    return endColumn[s] - firstColumn[s];
  }

  /** The value of an output row where the first of them starts. */
  int first(int tap) {
    return firstColumn[tap % columns.kernel()] * channels;
  }

  /** Where the pixel that the first of them sees starts in the batch. */
  int pixel(int row, int tap) {
    int image = row / rows.output();
    int line = rows.at(row % rows.output(), tap / columns.kernel());
    int s = tap % columns.kernel();
    int column = columns.at(firstColumn[s], s);
    return ((image * rows.input() + line) * columns.input() + column) * channels;
  }

  /** From the pixel of one window to that of the next, in values. */
  int step() {
    return columns.stride() * channels;
  }

  /** Whether the windows are two by two neighbours, which all lie in the image in this row. */
  boolean areFourInside(int row) {
    return areTwo(rows)
        && areTwo(columns)
        && windows(row, 0) == columns.output()
        && windows(row, count() - 1) == columns.output();
  }

  private static boolean areTwo(Window window) {
    return window.kernel() == 2 && window.dilation() == 1;
  }

  /** Whether windows overlap. */
  boolean overlap() {
    return overlap(rows) || overlap(columns);
  }

  private static boolean overlap(Window window) {
    return window.stride() < (window.kernel() - 1L) * window.dilation() + 1;
  }

  /** Whether each pixel is in exactly one window. */
  boolean coverAll() {
    return coversOnce(rows) && coversOnce(columns);
  }

  private static boolean coversOnce(Window window) {
    return window.stride() == window.kernel()
        && window.dilation() == 1
        && window.output() * window.stride() - window.before() >= window.input();
  }
}
