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
 * The convolution of images of one channel with steps of one along a line: what a tap sees at
 * neighbouring positions is a span of the image, so that a micro-kernel reads it there, and no
 * patches are packed. Lines are copied once, with zeros around them. The same additions in the same
 * order as in {@link ImplicitConvolution}.
 */
final class LineConvolution {
  /** Rows of results of a piece of work: those of a small image. */
  private static final int PIECE_ROWS = 32;

  private final ConvGeometry geometry;
  private final TileChoice tiles;
  private final Parallel parallel;
  private final Window rows;
  private final Window columns;

  /** Values of a line with zeros around it, of which the last micro-tile may read some more. */
  private final int width;

  /** Where each tap sees its value, from where the first one does. */
  private final int[] taps;

  LineConvolution(ConvGeometry geometry, TileChoice tiles, Parallel parallel) {
    this.geometry = geometry;
    this.tiles = tiles;
    this.parallel = parallel;
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    this.width = columns.output() + (columns.kernel() - 1) * columns.dilation();
    this.taps = new int[rows.kernel() * columns.kernel()];
    for (int tap = 0; tap < taps.length; tap++) {
      int s = tap % columns.kernel();
      taps[tap] = tap / columns.kernel() * rows.dilation() * width + s * columns.dilation();
    }
  }

  /** Whether it computes the shape: of few taps, and filters that fill no more than a panel. */
  static boolean supports(ConvGeometry geometry) {
    return geometry.channels() == 1
        && geometry.groups() == 1
        && geometry.columns().stride() == 1
        && geometry.columns().before() >= 0
        && geometry.patchSize() <= Tuning.CHUNK / 2
        && geometry.filters() <= MicroKernel.panelWidth();
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
    int perImage = Ints.ceilDiv(rows.output(), PIECE_ROWS);
    parallel.forEach(
        images * perImage,
        piece -> {
          int first = piece % perImage * PIECE_ROWS;
          int count = Math.min(PIECE_ROWS, rows.output() - first);
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
    float[] sums =
        Scratch.current().atLeast(Slot.PANEL_SUMS, (BLOCK_ROWS + 1) * MicroKernel.panelWidth());
    int filters = geometry.filters();
    for (int i = 0; i < count; i++) {
      int row = (image * rows.output() + first + i) * columns.output();
      for (int q = 0; q < columns.output(); q += BLOCK_ROWS) {
        int some = Math.min(BLOCK_ROWS, columns.output() - q);
        multiply(micro, lines, i * rows.stride() * width + q, some, packed, sums);
        int at = (row + q) * filters;
        boolean atOnce = PanelEpilogue.supports(epilogue);
        PanelEpilogue.apply(
            atOnce ? epilogue : Epilogue.NONE, 0, sums, some, filters, y, at, filters);
        if (!atOnce) {
          epilogue.apply(VectorRowKernels.INSTANCE, y, at, some, filters);
        }
      }
    }
  }

  /** The sums of some neighbouring positions. */
  private void multiply(
      MicroKernel micro, float[] lines, int at, int count, float[] packed, float[] sums) {
    MicroKernel kernel = micro.forColumns(geometry.filters());
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
          0,
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
    float[] lines = Scratch.current().atLeast(Slot.BORDER, needed * width + MicroKernel.MOST_ROWS);
    int left = Math.min(width, columns.before());
    int inside = Math.min(width - left, columns.input());
    for (int i = 0; i < needed; i++) {
      int line = rows.at(first, 0) + i;
      int at = i * width;
      if (line < 0 || line >= rows.input()) {
        Arrays.fill(lines, at, at + width, 0);
      } else {
        int from = (image * rows.input() + line) * columns.input();
        Arrays.fill(lines, at, at + left, 0);
        System.arraycopy(x, from, lines, at + left, inside);
        Arrays.fill(lines, at + left + inside, at + width, 0);
      }
    }
    return lines;
  }
}
