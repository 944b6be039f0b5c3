/**
 * Kernels on the Vector API, the one place that knows {@code jdk.incubator.vector}. {@link
 * dev.limpid.vector.VectorProvider} is found by the service loader; the other classes are loaded
 * only after it has found out that this JVM runs them well.
 *
 * <p>A vector lives in a register only where HotSpot inlines everything that touches it; elsewhere
 * it is an object on the heap, and the kernel a hundred times slower. The methods of the Vector API
 * are always inlined. Methods of this package are inlined where HotSpot thinks it worthwhile, which
 * differs from run to run. So each kernel is one method with one loop, and none takes or gives a
 * vector, however much shorter a helper would make it; a test holds that.
 */
package dev.limpid.vector;
