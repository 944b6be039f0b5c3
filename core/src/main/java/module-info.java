import dev.limpid.core.compute.KernelProvider;

/** Tensors, parameters, threads, matrix products and convolution kernels. */
@SuppressWarnings("module") // limpid-vector is built after this module
module dev.limpid.core {
  requires java.management;
  requires static jblas; // looked for only where nothing better is there

  exports dev.limpid.core;
  exports dev.limpid.core.compute;
  exports dev.limpid.core.conv;
  exports dev.limpid.core.gemm;
  exports dev.limpid.core.internal to
      dev.limpid.vector;
  exports dev.limpid.core.rows;

  uses KernelProvider;
}
