package dev.limpid.core.compute;

import dev.limpid.core.Parallel;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.internal.Property;
import dev.limpid.core.rows.RowKernels;
import java.util.List;
import java.util.Objects;

/**
 * The means by which a network computes: its kernels, its threads, and which convolution algorithm.
 *
 * @param kernels the matrix product, convolutions and loops over rows
 * @param parallel the threads
 * @param convolution which convolution algorithm
 */
public record Compute(Kernels kernels, Parallel parallel, ConvChoice convolution) {
  private static Compute standard;

  /** Checks that nothing is null. */
  public Compute {
    Objects.requireNonNull(kernels, "kernels");
    Objects.requireNonNull(parallel, "parallel");
    Objects.requireNonNull(convolution, "convolution");
  }

  /**
   * The usual one, made when first asked for and shared: the {@linkplain Kernels#best() fastest
   * kernels} ({@code -Dlimpid.gemm}), as many threads as processors, or fewer ({@code
   * -Dlimpid.threads}; where that asks for more, the log {@code dev.limpid} has a warning),
   * convolutions chosen by shape ({@code -Dlimpid.conv}).
   *
   * @throws IllegalArgumentException if one of these properties has a bad value
   */
  public static synchronized Compute standard() {
    if (standard == null) {
      int threads = threads(Runtime.getRuntime().availableProcessors());
      ConvChoice convolution =
          Property.oneOf("limpid.conv", List.of(ConvChoice.values())).orElse(ConvChoice.AUTO);
      standard = new Compute(Kernels.best(), Parallel.of(threads), convolution);
    }
    return standard;
  }

  private static int threads(int processors) {
    int wanted = Property.wholeNumber("limpid.threads", 1, processors);
    if (wanted > processors) {
      System.getLogger("dev.limpid")
          .log(
              System.Logger.Level.WARNING,
              "limpid.threads is "
                  + wanted
                  + ", but there are only "
                  + processors
                  + " processors, beyond which threads only wait for each other; using "
                  + processors);
    }
    return Math.min(wanted, processors);
  }

  /** This one with other kernels. */
  public Compute with(Kernels other) {
    return new Compute(other, parallel, convolution);
  }

  /** This one with other threads. */
  public Compute with(Parallel other) {
    return new Compute(kernels, other, convolution);
  }

  /** This one with another choice of the convolution algorithm. */
  public Compute with(ConvChoice other) {
    return new Compute(kernels, parallel, other);
  }

  /** The matrix product of the kernels. */
  public Gemm gemm() {
    return kernels.gemm();
  }

  /** The loops over rows of the kernels. */
  public RowKernels rowKernels() {
    return kernels.rowKernels();
  }

  /** The algorithm for a convolution of these sizes. */
  public ConvAlgorithm convolutionFor(ConvGeometry geometry) {
    return kernels.convolution(convolution, geometry, parallel);
  }

  @Override
  public String toString() {
    return kernels.name() + " products, " + parallel + ", " + convolution + " convolution";
  }
}
