package dev.limpid.vector;

import dev.limpid.core.compute.Kernels;
import org.junit.jupiter.api.Assumptions;

/** The kernels of this module; a test that asks for them is skipped where this JVM lacks them. */
final class AssumedKernels {
  private AssumedKernels() {}

  static Kernels vector() {
    Assumptions.assumeTrue(
        Kernels.available().stream().anyMatch(kernels -> kernels.name().equals("vector")),
        () -> Kernels.explain().toString());
    return Kernels.named("vector");
  }
}
