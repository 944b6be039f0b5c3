/** Tensors, parameters, threads, matrix products and convolution kernels. */
module dev.limpid.core {
  requires java.management;
  requires jblas;

  exports dev.limpid.core;
  exports dev.limpid.core.compute;
  exports dev.limpid.core.conv;
  exports dev.limpid.core.gemm;
  exports dev.limpid.core.rows;
}
