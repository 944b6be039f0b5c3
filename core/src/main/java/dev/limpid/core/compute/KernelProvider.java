package dev.limpid.core.compute;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A source of {@link Kernels} that only some JVMs run well, such as those on the Vector API. It is
 * found by {@link ServiceLoader}, and asked before those of this module. A provider must do without
 * the classes that its kernels need until it knows that they are there.
 */
public interface KernelProvider {
  /** The short name of its kernels, by which {@code -Dlimpid.gemm} asks for them. */
  String name();

  /**
   * What keeps this JVM from running the kernels well, and what would help; empty if nothing does.
   * Asked once, where the kernels are wanted.
   *
   * @throws IllegalArgumentException if a system property that concerns it has a bad value
   */
  Optional<String> obstacle();

  /** The kernels; called only where there is no {@link #obstacle}. */
  Kernels kernels();
}
