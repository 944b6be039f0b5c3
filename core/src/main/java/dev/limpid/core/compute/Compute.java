package dev.limpid.core.compute;

import dev.limpid.core.Parallel;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvAlgorithms;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Gemms;
import dev.limpid.core.rows.RowKernels;
import java.util.Objects;

/**
 * On what a network computes: its matrix product, its threads, and which convolution algorithm.
 *
 * @param gemm the matrix product
 * @param parallel the threads
 * @param convolution the name of a convolution algorithm, or {@code auto} to choose for each shape
 */
public record Compute(Gemm gemm, Parallel parallel, String convolution) {
  /** Let the shape choose the convolution algorithm. */
  public static final String AUTO = "auto";

  /** Checks that nothing is null. */
  public Compute {
    Objects.requireNonNull(gemm, "gemm");
    Objects.requireNonNull(parallel, "parallel");
    Objects.requireNonNull(convolution, "convolution");
  }

  /**
   * The usual one, made once and shared: the fastest {@link Gemm} ({@code -Dlimpid.gemm}), as many
   * threads as processors ({@code -Dlimpid.threads}), convolutions chosen by shape ({@code
   * -Dlimpid.conv}).
   */
  public static Compute standard() {
    return Standard.INSTANCE;
  }

  /** This one with another matrix product. */
  public Compute with(Gemm other) {
    return new Compute(other, parallel, convolution);
  }

  /** This one with other threads. */
  public Compute with(Parallel other) {
    return new Compute(gemm, other, convolution);
  }

  /** This one with the convolution algorithm of this name, or {@link #AUTO}. */
  public Compute withConvolution(String name) {
    return new Compute(gemm, parallel, name);
  }

  /** The loops over rows that come with the matrix product. */
  public RowKernels rowKernels() {
    return RowKernels.with(gemm);
  }

  /** The algorithm for a convolution of these sizes. */
  public ConvAlgorithm convolutionFor(ConvGeometry geometry) {
    return ConvAlgorithms.named(convolution, geometry, gemm, parallel);
  }

  @Override
  public String toString() {
    return gemm.name() + " products, " + parallel + ", " + convolution + " convolution";
  }

  /** Made when first asked for, so that a program can set the properties before. */
  private static final class Standard {
    static final Compute INSTANCE =
        new Compute(Gemms.best(), Parallel.of(threads()), System.getProperty("limpid.conv", AUTO));

    private static int threads() {
      String asked = System.getProperty("limpid.threads");
      if (asked == null) {
        return Runtime.getRuntime().availableProcessors();
      }
      try {
        int threads = Integer.parseInt(asked.trim());
        if (threads >= 1) {
          return threads;
        }
      } catch (NumberFormatException e) {
        // told below, like a number that is not positive
      }
      throw new IllegalArgumentException(
          "limpid.threads must be a number of 1 or more, but is '" + asked + "'");
    }
  }
}
