/**
 * Matrix products: one interface, {@link dev.limpid.core.gemm.Gemm}, three implementations, and
 * {@link dev.limpid.core.gemm.Gemms}, which finds out what this JVM can run, picks the fastest and
 * can say why.
 */
package dev.limpid.core.gemm;
