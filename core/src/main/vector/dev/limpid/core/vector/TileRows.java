package dev.limpid.core.vector;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import java.util.Arrays;

/**
 * Cuts images into rows of Winograd tiles and transforms them: tiles of {@code size x size} pixels,
 * {@code m} apart, so that they overlap by two, with zeros where they hang over the border.
 *
 * <pre>
 *   image                     strip (one row of tiles)          tiles, [size * size][tile][channel]
 *   +-----------+   columns   +----------------------+   rows
 *   |:::::::::::|  ========>  | size rows of pixels, |  =====>  component (i, j) of all tiles is
 *   |           |             | half transformed     |          a matrix of its own
 *   +-----------+             +----------------------+
 * </pre>
 *
 * <p>Channels are neighbours in memory all the way: each step is a loop over long runs of them.
 */
final class TileRows {
  private final WinogradTransform transform;
  private final int height;
  private final int width;
  private final int channels;
  private final int before;
  private final int left;

  /** Rows of tiles in an image. */
  final int perImage;

  /** Tiles in a row. */
  final int across;

  /**
   * The tiles of images.
   *
   * @param height rows of an image
   * @param width its columns
   * @param before rows of zeros above the image
   * @param left columns of zeros to its left
   * @param resultHeight rows of the result: so many rows of tiles as cover it
   * @param resultWidth columns of the result
   */
  TileRows(
      WinogradTransform transform,
      int height,
      int width,
      int channels,
      int before,
      int left,
      int resultHeight,
      int resultWidth) {
    this.transform = transform;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.before = before;
    this.left = left;
    this.perImage = (resultHeight + transform.outputs - 1) / transform.outputs;
    this.across = (resultWidth + transform.outputs - 1) / transform.outputs;
  }

  /**
   * Transforms a row of tiles of inputs, {@code B' d B}.
   *
   * @param row number of the row of tiles, counted through all images
   * @param tile number of its first tile in {@code tiles}
   */
  void transformInput(float[] x, int row, float[] tiles, TileLayout layout, int tile) {
    int m = transform.outputs;
    int line = width * channels;
    int stripLine = (across * m + 2) * channels + TileLayout.PAD;
    float[] strip = Scratch.current().atLeast(Slot.STRIP, transform.size * stripLine);
    int first = row % perImage * m - before;
    float[] source = x;
    int at = (row / perImage * height + first) * line;
    if (first < 0 || first + transform.size > height) {
      source = bordered(x, row / perImage * height * line, first, transform.size);
      at = 0;
    }
    transform.input(source, at, line, strip, left * channels, stripLine, line, 1, 0, 0);
    int end = (left + width) * channels;
    for (int i = 0; i < transform.size; i++) {
      Arrays.fill(strip, i * stripLine, i * stripLine + left * channels, 0);
      Arrays.fill(strip, i * stripLine + end, (i + 1) * stripLine, 0);
      for (int c = 0; c < channels; c += layout.chunk()) {
        transform.input(
            strip,
            i * stripLine + c,
            channels,
            tiles,
            layout.at(i, c, tile),
            layout.columnStep(),
            Math.min(layout.chunk(), channels - c),
            across,
            m * channels,
            layout.rowStride());
      }
    }
  }

  /**
   * Transforms a row of tiles of output gradients, {@code A dy A'}; the image is the result here,
   * without zeros before it.
   */
  void transformGradient(float[] dy, int row, float[] tiles, TileLayout layout, int tile) {
    int m = transform.outputs;
    int line = width * channels;
    int stripLine = across * m * channels + TileLayout.PAD;
    float[] strip = Scratch.current().atLeast(Slot.STRIP, transform.size * stripLine);
    int first = row % perImage * m;
    float[] source = dy;
    int at = (row / perImage * height + first) * line;
    if (first + m > height) {
      source = bordered(dy, row / perImage * height * line, first, m);
      at = 0;
    }
    transform.outputAdjoint(source, at, line, strip, 0, stripLine, line, 1, 0, 0);
    for (int i = 0; i < transform.size; i++) {
      Arrays.fill(strip, i * stripLine + line, (i + 1) * stripLine, 0);
      for (int c = 0; c < channels; c += layout.chunk()) {
        transform.outputAdjoint(
            strip,
            i * stripLine + c,
            channels,
            tiles,
            layout.at(i, c, tile),
            layout.columnStep(),
            Math.min(layout.chunk(), channels - c),
            across,
            m * channels,
            layout.rowStride());
      }
    }
  }

  /**
   * Transforms a row of tiles of products back into rows of the image, {@code A' M A}; the image is
   * the result here.
   *
   * @return how many rows of the image it wrote
   */
  int transformOutput(float[] tiles, TileLayout layout, int tile, float[] y, int row) {
    int m = transform.outputs;
    int line = width * channels;
    int stripLine = across * m * channels + TileLayout.PAD;
    float[] strip = Scratch.current().atLeast(Slot.STRIP, transform.size * stripLine);
    for (int i = 0; i < transform.size; i++) {
      for (int c = 0; c < channels; c += layout.chunk()) {
        transform.output(
            tiles,
            layout.at(i, c, tile),
            layout.columnStep(),
            strip,
            i * stripLine + c,
            channels,
            Math.min(layout.chunk(), channels - c),
            across,
            layout.rowStride(),
            m * channels);
      }
    }
    int first = row % perImage * m;
    int rows = Math.min(m, height - first);
    int to = firstPixel(row);
    if (rows == m) {
      transform.output(strip, 0, stripLine, y, to, line, line, 1, 0, 0);
    } else {
      float[] whole = Scratch.current().atLeast(Slot.BORDER, m * line);
      transform.output(strip, 0, stripLine, whole, 0, line, line, 1, 0, 0);
      System.arraycopy(whole, 0, y, to, rows * line);
    }
    return rows;
  }

  /** Where the first result of a row of tiles lies in the images. */
  int firstPixel(int row) {
    return (row / perImage * height + row % perImage * transform.outputs) * width * channels;
  }

  /** A copy of rows of an image of which some don't exist and are zeros. */
  private float[] bordered(float[] x, int image, int first, int rows) {
    int line = width * channels;
    float[] copy = Scratch.current().atLeast(Slot.BORDER, rows * line);
    int from = Math.min(Math.max(first, 0), height);
    int to = Math.max(Math.min(first + rows, height), from);
    Arrays.fill(copy, 0, Math.min(from - first, rows) * line, 0);
    System.arraycopy(x, image + from * line, copy, (from - first) * line, (to - from) * line);
    Arrays.fill(copy, (to - first) * line, rows * line, 0);
    return copy;
  }
}
