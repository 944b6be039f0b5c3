import dev.limpid.core.compute.KernelProvider;
import dev.limpid.vector.VectorProvider;

/** Kernels on the Vector API; a JVM without its module runs the others. */
module dev.limpid.vector {
  requires dev.limpid.core;
  requires java.management;
  requires static jdk.incubator.vector;

  provides KernelProvider with
      VectorProvider;
}
