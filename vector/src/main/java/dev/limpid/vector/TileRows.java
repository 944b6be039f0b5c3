package dev.limpid.vector;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.Window;
import java.util.Arrays;

/**
 * Cuts images into rows of Winograd tiles and transforms them: tiles of {@code m + 2} by {@code n +
 * 2} pixels, {@code m} apart down and {@code n} across, so that they overlap by two, with zeros
 * where they hang over the border.
 *
 * <pre>
 *   image                     strip (one row of tiles)          tiles, [(m + 2) (n + 2)][tile][channel]
 *   +-----------+   columns   +----------------------+   rows
 *   |:::::::::::|  ========>  | m + 2 rows of pixels |  =====>  component (i, j) of all tiles is
 *   |           |             | half transformed     |          a matrix of its own
 *   +-----------+             +----------------------+
 * </pre>
 *
 * <p>Channels are neighbours in memory all the way: each stage is a loop over long spans of them.
 */
final class TileRows {
  private final WinogradTiles tiles;
  private final int channels;
  private final int height;
  private final int line;
  private final int before;
  private final int left;
  private final int stripLine;
  private final Spans intoStrip;
  private final Spans outOfStrip;

  /** Rows of tiles in an image. */
  final int perImage;

  /** Tiles in a row. */
  final int across;

  /** Tiles of images of {@code height} rows of {@code line} values. */
  private TileRows(
      WinogradTiles tiles,
      int channels,
      int height,
      int line,
      int before,
      int left,
      int perImage,
      int across,
      int stripLine) {
    this.tiles = tiles;
    this.channels = channels;
    this.height = height;
    this.line = line;
    this.before = before;
    this.left = left;
    this.perImage = perImage;
    this.across = across;
    this.stripLine = stripLine;
    this.intoStrip = Spans.once(line, stripLine, line);
    this.outOfStrip = Spans.once(stripLine, line, line);
  }

  /** The tiles of a convolution's inputs, as many as its results need. */
  static TileRows ofInputs(WinogradTiles tiles, Window rows, Window columns, int channels) {
    int across = tiles.across().tiles(columns.output());
    return new TileRows(
        tiles,
        channels,
        rows.input(),
        columns.input() * channels,
        rows.before(),
        columns.before() * channels,
        tiles.down().tiles(rows.output()),
        across,
        (across * tiles.across().outputs() + 2) * channels + TileLayout.PAD);
  }

  /** The tiles of a convolution's results, which don't overlap. */
  static TileRows ofResults(WinogradTiles tiles, Window rows, Window columns, int filters) {
    int across = tiles.across().tiles(columns.output());
    return new TileRows(
        tiles,
        filters,
        rows.output(),
        columns.output() * filters,
        0,
        0,
        tiles.down().tiles(rows.output()),
        across,
        across * tiles.across().outputs() * filters + TileLayout.PAD);
  }

  /** How rows of tiles get into matrices of this layout. */
  TileSpans into(TileLayout layout) {
    Spans whole =
        new Spans(
            channels,
            layout.columnDistance(),
            layout.chunk(),
            across,
            tiles.across().outputs() * channels,
            layout.rowStride());
    return new TileSpans(layout, whole, whole.withLength(lastChunk(layout)));
  }

  /** How rows of tiles get out of matrices of this layout. */
  TileSpans outOf(TileLayout layout) {
    Spans whole =
        new Spans(
            layout.columnDistance(),
            channels,
            layout.chunk(),
            across,
            layout.rowStride(),
            tiles.across().outputs() * channels);
    return new TileSpans(layout, whole, whole.withLength(lastChunk(layout)));
  }

  private int lastChunk(TileLayout layout) {
    return (channels - 1) % layout.chunk() + 1;
  }

  /**
   * Transforms a row of tiles of inputs, {@code B' d B}.
   *
   * @param row number of the row of tiles, counted through all images
   * @param matrices modified
   * @param spans what {@link #into} gave
   * @param tile number of its first tile in {@code matrices}
   */
  void transformInput(float[] x, int row, float[] matrices, TileSpans spans, int tile) {
    int first = row % perImage * tiles.down().outputs() - before;
    WinogradTransform down = tiles.down();
    SpanTransform along = down.input();
    transformInto(along, tiles.across().input(), x, row, first, down.size(), matrices, spans, tile);
  }

  /** Transforms a row of tiles of gradients by the results, {@code A dy A'}. */
  void transformGradient(float[] dy, int row, float[] matrices, TileSpans spans, int tile) {
    int first = row % perImage * tiles.down().outputs();
    WinogradTransform down = tiles.down();
    SpanTransform along = down.outputAdjoint();
    transformInto(
        along,
        tiles.across().outputAdjoint(),
        dy,
        row,
        first,
        down.outputs(),
        matrices,
        spans,
        tile);
  }

  private void transformInto(
      SpanTransform down,
      SpanTransform across,
      float[] x,
      int row,
      int first,
      int rows,
      float[] matrices,
      TileSpans spans,
      int tile) {
    int image = row / perImage * height * line;
    boolean inside = first >= 0 && first + rows <= height;
    float[] source = inside ? x : bordered(x, image, first, rows);
    float[] strip = strip();
    intoStrip.transform(down, source, inside ? image + first * line : 0, strip, left);
    for (int i = 0; i < tiles.down().size(); i++) {
      Arrays.fill(strip, i * stripLine, i * stripLine + left, 0);
      Arrays.fill(strip, i * stripLine + left + line, (i + 1) * stripLine, 0);
      for (int c = 0; c < channels; c += spans.chunk()) {
        int to = spans.layout().at(i, c, tile);
        spans.from(c, channels).transform(across, strip, i * stripLine + c, matrices, to);
      }
    }
  }

  /**
   * Transforms a row of tiles of products back into rows of the results, {@code A' M A}.
   *
   * @param spans what {@link #outOf} gave
   * @param y modified
   * @return how many rows of the results it wrote
   */
  int transformOutput(float[] matrices, TileSpans spans, int tile, float[] y, int row) {
    SpanTransform across = tiles.across().output();
    SpanTransform down = tiles.down().output();
    float[] strip = strip();
    for (int i = 0; i < tiles.down().size(); i++) {
      for (int c = 0; c < channels; c += spans.chunk()) {
        int at = spans.layout().at(i, c, tile);
        spans.from(c, channels).transform(across, matrices, at, strip, i * stripLine + c);
      }
    }
    int rows = Math.min(tiles.down().outputs(), height - row % perImage * tiles.down().outputs());
    if (rows == tiles.down().outputs()) {
      outOfStrip.transform(down, strip, 0, y, firstResult(row));
    } else {
      float[] whole = Scratch.current().atLeast(Slot.BORDER, tiles.down().outputs() * line);
      outOfStrip.transform(down, strip, 0, whole, 0);
      System.arraycopy(whole, 0, y, firstResult(row), rows * line);
    }
    return rows;
  }

  /** Where the first value of a row of tiles of results lies. */
  int firstResult(int row) {
    return (row / perImage * height + row % perImage * tiles.down().outputs()) * line;
  }

  /** A row of tiles, half transformed. */
  private float[] strip() {
    return Scratch.current().atLeast(Slot.STRIP, tiles.down().size() * stripLine);
  }

  /** A copy of rows of an image of which some don't exist and are zeros. */
  private float[] bordered(float[] x, int image, int first, int rows) {
    float[] copy = Scratch.current().atLeast(Slot.BORDER, rows * line);
    int from = Math.min(Math.max(first, 0), height);
    int to = Math.max(Math.min(first + rows, height), from);
    Arrays.fill(copy, 0, Math.min(from - first, rows) * line, 0);
    System.arraycopy(x, image + from * line, copy, (from - first) * line, (to - from) * line);
    Arrays.fill(copy, (to - first) * line, rows * line, 0);
    return copy;
  }
}
