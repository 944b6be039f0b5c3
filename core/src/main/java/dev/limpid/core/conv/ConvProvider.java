package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import java.util.List;

/**
 * Convolution algorithms that come with a matrix product: a {@link dev.limpid.core.gemm.Gemm} that
 * implements this brings kernels of its own, which {@link ConvAlgorithms} then offers.
 */
public interface ConvProvider {
  /** The names of its algorithms. */
  List<String> convolutions();

  /** Whether the algorithm of this name computes such a convolution. */
  boolean supports(String convolution, ConvGeometry geometry);

  /** The algorithm of this name for a shape that it supports. */
  ConvAlgorithm convolution(String convolution, ConvGeometry geometry, Parallel parallel);
}
