/**
 * On what a network computes, chosen in one place: {@link dev.limpid.core.compute.Compute} holds
 * the threads, the choice of the convolution algorithm, and the {@link
 * dev.limpid.core.compute.Kernels}, which are chosen once for a JVM. {@link
 * dev.limpid.core.compute.JvmOptions} and {@link dev.limpid.core.compute.VectorJvm} tell how to
 * start a JVM for it.
 */
package dev.limpid.core.compute;
