package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.internal.Ints;

/**
 * Transforms the kernels of a convolution for Winograd's products, {@code G g G'}, and their
 * gradients back.
 *
 * <p>A transformed kernel is {@code [component][panel][channel][filter of the panel]}: for each
 * component the operand B of a product, {@code channels x filters}, packed.
 */
final class WinogradKernels {
  private static final int TAPS = 3;

  private final WinogradTiles tiles;
  private final int channels;
  private final int filters;

  /** Filters of the whole kernel, of which {@link #filters} may be a group. */
  private final int allFilters;

  /** The layout of a transformed kernel: its channels take the place of tiles. */
  final TileLayout packed;

  /** The layout of its gradient, with room for the last rows of any micro-tile. */
  final TileLayout gradient;

  private final Spans ofTaps;
  private final Spans intoPanels;
  private final Spans intoLastPanel;
  private final Spans ofGradient;
  private final Spans intoTaps;

  WinogradKernels(WinogradTiles tiles, int channels, int filters) {
    this(tiles, channels, filters, filters);
  }

  /** For groups of so many of a kernel's filters: see {@link #transformGroup}. */
  WinogradKernels(WinogradTiles tiles, int channels, int filters, int allFilters) {
    this.tiles = tiles;
    this.channels = channels;
    this.filters = filters;
    this.allFilters = allFilters;
    int tap = channels * allFilters;
    int width = MicroKernel.panelWidth();
    int across = tiles.across().size();
    packed = TileLayout.panels(across, channels, filters, width);
    gradient =
        TileLayout.whole(
            across, channels + MicroKernel.MOST_ROWS - 1, Ints.roundUp(filters, width));
    ofTaps = new Spans(TAPS * tap, TAPS * filters, filters, TAPS, tap, filters);
    int distance = packed.columnDistance();
    intoPanels = new Spans(filters, distance, width, filters / width, width, packed.chunkStride());
    intoLastPanel = Spans.once(filters, distance, filters % width);
    ofGradient = Spans.once(gradient.columnDistance(), filters, filters);
    intoTaps = new Spans(TAPS * filters, TAPS * tap, filters, TAPS, filters, tap);
  }

  /** Floats of a transformed kernel. */
  int packedLength() {
    return packed.length(tiles.down().size(), 0);
  }

  /** Floats of its gradient. */
  int gradientLength() {
    return gradient.length(tiles.down().size(), 0);
  }

  /**
   * Transforms a kernel, {@code [3, 3, channels, filters]}.
   *
   * @param target modified
   */
  void transform(float[] kernel, float[] target, Parallel parallel) {
    parallel.forRange(
        channels, Tuning.KERNEL_CHANNELS, (from, to) -> transform(kernel, 0, from, to, target));
  }

  /**
   * Transforms a group of a kernel's filters, on the caller's thread.
   *
   * @param first the first of them
   * @param target modified
   */
  void transformGroup(float[] kernel, int first, float[] target) {
    transform(kernel, first, 0, channels, target);
  }

  private void transform(float[] kernel, int first, int from, int to, float[] target) {
    float[] half = half();
    int lastPanel = filters - intoLastPanel.length();
    for (int c = from; c < to; c++) {
      ofTaps.transform(tiles.down().kernel(), kernel, c * allFilters + first, half, 0);
      for (int i = 0; i < tiles.down().size(); i++) {
        int at = i * TAPS * filters;
        intoPanels.transform(tiles.across().kernel(), half, at, target, packed.at(i, 0, c));
        intoLastPanel.transform(
            tiles.across().kernel(), half, at + lastPanel, target, packed.at(i, lastPanel, c));
      }
    }
  }

  /**
   * Transforms the gradient by a transformed kernel into the gradient by the kernel.
   *
   * @param dKernel modified
   */
  void transformBack(float[] sums, float[] dKernel, Parallel parallel) {
    parallel.forRange(
        channels, Tuning.KERNEL_CHANNELS, (from, to) -> transformBack(sums, from, to, dKernel));
  }

  private void transformBack(float[] sums, int from, int to, float[] dKernel) {
    float[] half = half();
    for (int c = from; c < to; c++) {
      for (int i = 0; i < tiles.down().size(); i++) {
        int at = gradient.at(i, 0, c);
        ofGradient.transform(tiles.across().kernelAdjoint(), sums, at, half, i * TAPS * filters);
      }
      intoTaps.transform(tiles.down().kernelAdjoint(), half, 0, dKernel, c * allFilters);
    }
  }

  /** A kernel of one channel, half transformed: {@code [m + 2][3][filters]}. */
  private float[] half() {
    return Scratch.current().atLeast(Slot.STRIP, tiles.down().size() * TAPS * filters);
  }
}
