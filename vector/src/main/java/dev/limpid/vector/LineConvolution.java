package dev.limpid.vector;

import static dev.limpid.vector.Tuning.BLOCK_ROWS;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.Window;
import dev.limpid.core.internal.Ints;
import java.util.Arrays;

/**
 * The convolution of images of few channels: what a tap sees at neighbouring positions is a span of
 * a line, so that a micro-kernel reads it there, and no patches are packed. Lines are copied once,
 * with zeros around them; of several channels, or with steps along a line, each channel and each
 * phase of the steps by itself. The same additions in the same order as in {@link
 * ImplicitConvolution}.
 */
final class LineConvolution {
  /** Values of the lines of a piece of work: 64 KB. */
  private static final int PIECE_FLOATS = 1 << 14;

  /** Rows of results of a piece of work at most: those of a small image. */
  private static final int MOST_ROWS = 32;

  /** The most channels: those of an image. */
  private static final int MOST_CHANNELS = 4;

  /** The most values that the lines of a row of results may have: 4 MB. */
  private static final int MOST_FLOATS = 1 << 20;

  private final ConvGeometry geometry;
  private final TileChoice tiles;
  private final Parallel parallel;
  private final Window rows;
  private final Window columns;
  private final int channels;

  /**
   * What one channel and phase of a line takes, of which the last micro-tile may read some more.
   */
  private final int width;

  /** All of them. */
  private final int line;

  /** Where each tap sees its value, from where the first one does. */
  private final int[] taps;

  /** For each phase, which of its values lie in the image: the first one, and behind the last. */
  private final int[] begins;

  private final int[] ends;
  private final int pieceRows;

  LineConvolution(ConvGeometry geometry, TileChoice tiles, Parallel parallel) {
    this.geometry = geometry;
    this.tiles = tiles;
    this.parallel = parallel;
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    this.channels = geometry.channels();
    int stride = columns.stride();
    this.width = columns.output() + (columns.kernel() - 1) * columns.dilation() / stride;
    this.line = channels * stride * width;
    this.taps = new int[geometry.patchSize()];
    for (int i = 0; i < taps.length; i++) {
      int tap = i / channels;
      int column = tap % columns.kernel() * columns.dilation();
      int span = i % channels * stride + column % stride;
      taps[i] = tap / columns.kernel() * rows.dilation() * line + span * width + column / stride;
    }
    this.begins = new int[stride];
    this.ends = new int[stride];
    for (int phase = 0; phase < stride; phase++) {
      int left = Math.max(0, columns.before() - phase);
      int right = Math.max(0, columns.before() + columns.input() - phase);
      begins[phase] = Math.min(width, Ints.ceilDiv(left, stride));
      ends[phase] = Math.max(begins[phase], Math.min(width, Ints.ceilDiv(right, stride)));
    }
    this.pieceRows = Math.max(1, Math.min(MOST_ROWS, PIECE_FLOATS / (line * rows.stride())));
  }

  /**
   * Whether it computes the shape: of few taps, lines that are not too long or too far apart, and
   * filters that fill panels, or less than one.
   */
  static boolean supports(ConvGeometry geometry) {
    int panel = MicroKernel.panelWidth();
    return geometry.channels() <= MOST_CHANNELS
        && geometry.groups() == 1
        && geometry.columns().before() >= 0
        && geometry.patchSize() <= Tuning.CHUNK
        && hasShortLines(geometry)
        && (geometry.filters() <= panel || geometry.filters() % panel == 0);
  }

  private static boolean hasShortLines(ConvGeometry geometry) {
    Window rows = geometry.rows();
    Window columns = geometry.columns();
    long apart = (columns.kernel() - 1L) * columns.dilation() / columns.stride();
    long width = columns.output() + apart;
    long line = width * columns.stride(); // below 2^33: no longer than the image with its padding
    long seen = (rows.kernel() - 1L) * rows.dilation() + 1;
    return line <= MOST_FLOATS
        && (seen + rows.stride()) * line * geometry.channels() <= MOST_FLOATS;
  }

  /**
   * Computes the convolution.
   *
   * @param packed the kernel, as {@link BlockedProduct#pack} gives it
   * @param y modified
   */
  void forward(float[] x, int images, float[] packed, Epilogue epilogue, float[] y) {
    tiles.count((long) images * geometry.positions() * taps.length * geometry.filters());
    MicroKernel micro = tiles.now();
    int perImage = Ints.ceilDiv(rows.output(), pieceRows);
    parallel.forEach(
        images * perImage,
        piece -> {
          int first = piece % perImage * pieceRows;
          int count = Math.min(pieceRows, rows.output() - first);
          computeRows(micro, x, piece / perImage, first, count, packed, epilogue, y);
        });
  }

  private void computeRows(
      MicroKernel micro,
      float[] x,
      int image,
      int first,
      int count,
      float[] packed,
      Epilogue epilogue,
      float[] y) {
    float[] lines = lines(x, image, first, count);
    int filters = geometry.filters();
    boolean whole = filters % micro.columns == 0 && columns.output() >= micro.rows;
    float[] sums =
        Scratch.current().atLeast(Slot.PANEL_SUMS, (BLOCK_ROWS + 1) * MicroKernel.panelWidth());
    for (int i = 0; i < count; i++) {
      int at = (image * rows.output() + first + i) * columns.output() * filters;
      if (whole) {
        computeWhole(micro, lines, i * rows.stride() * line, packed, epilogue, y, at);
      } else {
        computeLess(micro, lines, i * rows.stride() * line, packed, sums, epilogue, y, at);
      }
    }
  }

  /** A row of results, where filters fill panels: a micro-tile of positions through all of them. */
  private void computeWhole(
      MicroKernel micro,
      float[] lines,
      int at,
      float[] packed,
      Epilogue epilogue,
      float[] y,
      int yAt) {
    int filters = geometry.filters();
    int depth = taps.length;
    for (int i = 0; i < columns.output(); i += micro.rows) {
      int q = Math.min(i, columns.output() - micro.rows); // the last may overlap those before
      int to = yAt + q * filters;
      for (int f = 0; f < filters; f += micro.columns) {
        int bAt = f * depth;
        micro.lines(depth, lines, at + q, taps, packed, bAt, micro.zeros, 0, 0, y, to + f, filters);
      }
      epilogue.apply(VectorRowKernels.INSTANCE, y, to, micro.rows, filters);
    }
  }

  /** A row of results by way of their sums, panel by panel. */
  private void computeLess(
      MicroKernel micro,
      float[] lines,
      int at,
      float[] packed,
      float[] sums,
      Epilogue epilogue,
      float[] y,
      int yAt) {
    int filters = geometry.filters();
    boolean atOnce = PanelEpilogue.supports(epilogue);
    Epilogue ofPanel = atOnce ? epilogue : Epilogue.NONE;
    for (int q = 0; q < columns.output(); q += BLOCK_ROWS) {
      int some = Math.min(BLOCK_ROWS, columns.output() - q);
      int to = yAt + q * filters;
      for (int f = 0; f < filters; f += micro.columns) {
        int used = Math.min(micro.columns, filters - f);
        multiply(micro, lines, at + q, some, packed, f, used, sums);
        PanelEpilogue.apply(ofPanel, f, sums, some, used, y, to + f, filters);
      }
      if (!atOnce) {
        epilogue.apply(VectorRowKernels.INSTANCE, y, to, some, filters);
      }
    }
  }

  /** The sums of some neighbouring positions and a panel. */
  private void multiply(
      MicroKernel micro,
      float[] lines,
      int at,
      int count,
      float[] packed,
      int filter,
      int used,
      float[] sums) {
    MicroKernel kernel = micro.forColumns(used);
    int columns = micro.columns;
    MicroKernel of;
    for (int i = 0; i < count; i += of.rows) {
      of = kernel.forRows(count - i);
      of.lines(
          taps.length,
          lines,
          at + i,
          taps,
          packed,
          filter * taps.length,
          micro.zeros,
          0,
          0,
          sums,
          i * columns,
          columns);
    }
  }

  /** The lines that some rows of results see, with zeros where there is no image. */
  private float[] lines(float[] x, int image, int first, int count) {
    int needed = (count - 1) * rows.stride() + (rows.kernel() - 1) * rows.dilation() + 1;
    float[] lines = Scratch.current().atLeast(Slot.BORDER, needed * line + MicroKernel.MOST_ROWS);
    int stride = columns.stride();
    for (int i = 0; i < needed; i++) {
      int row = rows.at(first, 0) + i;
      int at = i * line;
      if (row < 0 || row >= rows.input()) {
        Arrays.fill(lines, at, at + line, 0);
        continue;
      }
      int pixel = (image * rows.input() + row) * columns.input() - columns.before();
      for (int phase = 0; phase < stride; phase++) {
        int from = begins[phase];
        int to = ends[phase];
        for (int c = 0; c < channels; c++) {
          int span = at + (c * stride + phase) * width;
          Arrays.fill(lines, span, span + from, 0);
          int source = (pixel + phase + from * stride) * channels + c;
          copy(x, source, stride * channels, lines, span + from, to - from);
          Arrays.fill(lines, span + to, span + width, 0);
        }
      }
    }
    return lines;
  }

  private static void copy(float[] x, int from, int step, float[] target, int to, int count) {
    if (step == 1) {
      System.arraycopy(x, from, target, to, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      target[to + i] = x[from + i * step];
    }
  }
}
