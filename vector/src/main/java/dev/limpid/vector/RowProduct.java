package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.internal.Ints;
import java.util.Arrays;

/**
 * The product of one row and a kernel that was packed once, such as a dense layer on one sample:
 * nothing of the kernel is used twice, so that reading it is what takes the time. The threads share
 * its panels. The same additions in the same order as in {@link BlockedProduct}.
 */
final class RowProduct {
  private RowProduct() {}

  /**
   * Computes the row, epilogue included.
   *
   * @param x the row
   * @param packed the kernel, as {@link BlockedProduct#pack} gives it
   * @param y modified
   */
  static void compute(
      float[] x,
      int depth,
      float[] packed,
      Epilogue epilogue,
      float[] y,
      int filters,
      Parallel parallel) {
    int panels = Ints.ceilDiv(filters, MicroKernel.panelWidth());
    parallel.forRange(
        panels, RowKernel.PANELS, (from, to) -> panels(x, depth, packed, from, to, y, filters));
    epilogue.apply(VectorRowKernels.INSTANCE, y, 0, 1, filters);
  }

  /** No more panels than are taken at a time. */
  private static void panels(
      float[] x, int depth, float[] packed, int first, int end, float[] y, int filters) {
    int columns = MicroKernel.panelWidth();
    float[] sums = Scratch.current().atLeast(Slot.PANEL_SUMS, RowKernel.PANELS * columns);
    Arrays.fill(sums, 0, RowKernel.PANELS * columns, 0);
    int panel = depth * columns;
    if (end - first == RowKernel.PANELS) {
      RowKernel.four(depth, x, 0, packed, first * panel, panel, sums, 0);
    } else {
      for (int p = first; p < end; p++) {
        RowKernel.one(depth, x, 0, packed, p * panel, sums, (p - first) * columns);
      }
    }
    int at = first * columns;
    System.arraycopy(sums, 0, y, at, Math.min(filters, end * columns) - at);
  }
}
