package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.rows.RowKernels;

/** The convolution algorithms that run everywhere. */
public final class ConvAlgorithms {
  private ConvAlgorithms() {}

  /** The formula in plain loops. */
  public static ConvAlgorithm direct(ConvGeometry geometry, Parallel parallel) {
    return new DirectConvolution(geometry, parallel);
  }

  /** Winograd's F(4x4, 3x3) in plain loops, where it computes the shape; else the formula. */
  public static ConvAlgorithm plainWinograd(ConvGeometry geometry, Parallel parallel) {
    return geometry.suitsWinograd()
        ? new PlainWinograd(geometry, parallel)
        : direct(geometry, parallel);
  }

  /** Patches unfolded into a matrix and multiplied with the kernel. */
  public static ConvAlgorithm im2col(
      ConvGeometry geometry, Gemm gemm, RowKernels rowKernels, Parallel parallel) {
    return new Im2colConvolution(geometry, gemm, rowKernels, parallel);
  }
}
