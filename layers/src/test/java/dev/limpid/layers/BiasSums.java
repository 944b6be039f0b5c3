package dev.limpid.layers;

import dev.limpid.core.Parallel;
import dev.limpid.core.rows.RowKernels;

/** Shows {@link ChannelSums} to tests of other packages. */
public final class BiasSums {
  private BiasSums() {}

  /** Sums the columns of a matrix of {@code sums.length} columns, as the bias gradients are. */
  public static void sum(float[] matrix, int rows, float[] sums, RowKernels kernels) {
    new ChannelSums(sums.length, kernels, Parallel.serial()).sum(matrix, rows, sums);
  }
}
