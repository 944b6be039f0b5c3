package dev.limpid.core.rows;

/**
 * A {@link dev.limpid.core.gemm.Gemm} that implements this brings row kernels for the same machine.
 */
public interface RowProvider {
  /** The kernels. */
  RowKernels rowKernels();
}
