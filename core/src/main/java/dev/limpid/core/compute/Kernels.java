package dev.limpid.core.compute;

import dev.limpid.core.Parallel;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvAlgorithms;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.rows.RowKernels;
import java.util.List;

/**
 * All kernels of one make, which belong together: the matrix product, the convolutions and the
 * loops over rows. There are three: {@code vector} on the Vector API, {@code jblas} with native
 * products, {@code java} for every JVM.
 *
 * <p>{@link #best()} is the first of them that runs well here; {@code
 * -Dlimpid.gemm=vector|jblas|java} forces one. The choice is made once, logged once to the system
 * logger {@code dev.limpid}, and told by {@link #explain()}. jblas, whose library is large and slow
 * to load, is only looked for where it is forced or the Vector API can't be had.
 */
public interface Kernels {
  /** The system property that forces kernels. */
  String PROPERTY = "limpid.gemm";

  /** The short name by which they can be asked for: {@code vector}, {@code jblas}, {@code java}. */
  String name();

  /** What they run on, and the sizes that they follow, in one line. */
  String description();

  /**
   * What the bits of results depend on, in one line: in JVMs of one version, kernels that say the
   * same here give the same bits. The {@link #description()}, unless part of it, as sizes of tiles
   * and caches, decides how fast they are alone.
   */
  default String arithmetic() {
    return description();
  }

  /** The matrix product. */
  Gemm gemm();

  /** The loops over rows. */
  RowKernels rowKernels();

  /**
   * The convolution of a geometry, by the algorithm that is asked for or the one that takes its
   * place for this shape and on these kernels.
   */
  default ConvAlgorithm convolution(ConvChoice choice, ConvGeometry geometry, Parallel parallel) {
    return switch (choice) {
      case DIRECT -> ConvAlgorithms.direct(geometry, parallel);
      case WINOGRAD_PLAIN -> ConvAlgorithms.plainWinograd(geometry, parallel);
      default -> ConvAlgorithms.im2col(geometry, gemm(), rowKernels(), parallel);
    };
  }

  /**
   * The fastest kernels here, or those that {@code -Dlimpid.gemm} forces; chosen once.
   *
   * @throws IllegalArgumentException if the forced ones don't exist or can't be used here
   */
  static Kernels best() {
    return KernelChoice.best();
  }

  /**
   * The kernels of this name.
   *
   * @throws IllegalArgumentException if there are none of this name, or they can't be used here;
   *     the message says why and what would help
   */
  static Kernels named(String name) {
    return KernelChoice.named(name);
  }

  /** All that can be used here, fastest first; jblas is looked for. */
  static List<Kernels> available() {
    return KernelChoice.available();
  }

  /** One line for each make, usable or not and why, and one for what is chosen. */
  static List<String> explain() {
    return KernelChoice.explain();
  }
}
