/**
 * Matrix products: one interface, {@link dev.limpid.core.gemm.Gemm}, whose operands are {@link
 * dev.limpid.core.gemm.Matrix} views of arrays; here are the product in plain Java and that of
 * jblas.
 */
package dev.limpid.core.gemm;
