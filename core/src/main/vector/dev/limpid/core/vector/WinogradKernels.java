package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;

/**
 * Transforms kernels of a convolution for Winograd's products, {@code G g G'}, and their gradients
 * back.
 *
 * <p>A transformed kernel is {@code [component][panel][channel][filter of the panel]}: for each
 * component the operand B of a product, {@code channels x filters}, packed.
 */
final class WinogradKernels {
  private static final int TAPS = 3;

  private final WinogradTransform transform;
  private final int panelWidth;

  WinogradKernels(WinogradTransform transform, int panelWidth) {
    this.transform = transform;
    this.panelWidth = panelWidth;
  }

  /** The layout of a transformed kernel: its channels take the place of tiles. */
  TileLayout layout(int channels, int filters) {
    return TileLayout.panels(transform.size, channels, filters, panelWidth);
  }

  /** Transforms a kernel, {@code [3, 3, channels, filters]}. */
  void transform(float[] kernel, int channels, int filters, float[] packed, Parallel parallel) {
    TileLayout layout = layout(channels, filters);
    int tap = channels * filters;
    parallel.forRange(
        channels,
        8,
        (from, to) -> {
          float[] half = Scratch.current().atLeast(Slot.STRIP, transform.size * TAPS * filters);
          for (int c = from; c < to; c++) {
            // along the columns of the 3 x 3 taps: [size][3][filters]
            transform.kernel(
                kernel,
                c * filters,
                TAPS * tap,
                half,
                0,
                TAPS * filters,
                filters,
                TAPS,
                tap,
                filters);
            for (int i = 0; i < transform.size; i++) {
              for (int f = 0; f < filters; f += panelWidth) {
                transform.kernel(
                    half,
                    i * TAPS * filters + f,
                    filters,
                    packed,
                    layout.at(i, f, c),
                    layout.columnStep(),
                    Math.min(panelWidth, filters - f),
                    1,
                    0,
                    0);
              }
            }
          }
        });
  }

  /**
   * Transforms the gradient by a transformed kernel into the gradient by the kernel.
   *
   * @param layout of {@code gradient}: channels in the place of tiles
   */
  void transformBack(
      float[] gradient,
      TileLayout layout,
      int channels,
      int filters,
      float[] dKernel,
      Parallel parallel) {
    int tap = channels * filters;
    parallel.forRange(
        channels,
        8,
        (from, to) -> {
          float[] half = Scratch.current().atLeast(Slot.STRIP, transform.size * TAPS * filters);
          for (int c = from; c < to; c++) {
            for (int i = 0; i < transform.size; i++) {
              transform.kernelAdjoint(
                  gradient,
                  layout.at(i, 0, c),
                  layout.columnStep(),
                  half,
                  i * TAPS * filters,
                  filters,
                  filters,
                  1,
                  0,
                  0);
            }
            transform.kernelAdjoint(
                half,
                0,
                TAPS * filters,
                dKernel,
                c * filters,
                TAPS * tap,
                filters,
                TAPS,
                filters,
                tap);
          }
        });
  }
}
