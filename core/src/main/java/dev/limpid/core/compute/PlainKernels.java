package dev.limpid.core.compute;

import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.rows.RowKernels;

/** A matrix product, and for all else plain Java. */
record PlainKernels(Gemm gemm, String description) implements Kernels {
  @Override
  public String name() {
    return gemm.name();
  }

  @Override
  public RowKernels rowKernels() {
    return RowKernels.plain();
  }

  @Override
  public String toString() {
    return name();
  }
}
