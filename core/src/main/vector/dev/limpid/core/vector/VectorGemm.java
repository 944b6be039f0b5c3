package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.ConvProvider;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.GemmChecks;
import dev.limpid.core.rows.RowKernels;
import dev.limpid.core.rows.RowProvider;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * The matrix product on the Vector API, for which {@link BlockedProduct} tells how, and the
 * convolutions and row kernels that come with it.
 */
public final class VectorGemm implements Gemm, ConvProvider, RowProvider {
  private static final String IMPLICIT = "implicit";
  private static final String WINOGRAD_2 = "winograd2";
  private static final String WINOGRAD_3 = "winograd3";
  private static final String WINOGRAD_4 = "winograd4";

  private final MicroKernel kernel = MicroKernel.best();

  /** The product with the tile that fits this machine's registers. */
  public VectorGemm() {}

  /** Bits of a vector of this machine. */
  public static int vectorBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public RowKernels rowKernels() {
    return VectorRowKernels.INSTANCE;
  }

  @Override
  public List<String> convolutions() {
    return List.of(IMPLICIT, WINOGRAD_2, WINOGRAD_3, WINOGRAD_4);
  }

  @Override
  public boolean supports(String convolution, ConvGeometry geometry) {
    return switch (convolution) {
      case IMPLICIT -> true;
      case WINOGRAD_2, WINOGRAD_3, WINOGRAD_4 -> WinogradConvolution.supports(geometry);
      default -> false;
    };
  }

  @Override
  public ConvAlgorithm convolution(String convolution, ConvGeometry geometry, Parallel parallel) {
    return switch (convolution) {
      case IMPLICIT -> new ImplicitConvolution(geometry, this, kernel, parallel);
      case WINOGRAD_2 -> new WinogradConvolution(geometry, Winograd2.TRANSFORM, parallel);
      case WINOGRAD_3 -> new WinogradConvolution(geometry, Winograd3.TRANSFORM, parallel);
      case WINOGRAD_4 -> new WinogradConvolution(geometry, Winograd4.TRANSFORM, parallel);
      default -> throw new IllegalArgumentException("no convolution '" + convolution + "'");
    };
  }

  @Override
  public void multiply(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc,
      Parallel parallel) {
    GemmChecks.check(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0 || (beta != 0 && beta != 1)) {
      scale(beta, m, n, c, cOffset, ldc);
    }
    if (k > 0) {
      new BlockedProduct(
              kernel,
              new MatrixOperand(transA, a, aOffset, lda),
              transA,
              new RightOperand(transB, b, bOffset, ldb),
              m,
              n,
              k,
              c,
              cOffset,
              ldc,
              Epilogue.NONE)
          .compute(beta == 0, parallel);
    }
  }

  private static void scale(float beta, int m, int n, float[] c, int offset, int ldc) {
    if (beta == 1) {
      return;
    }
    for (int i = 0; i < m; i++) {
      int row = offset + i * ldc;
      if (beta == 0) {
        Arrays.fill(c, row, row + n, 0);
      } else {
        for (int j = row; j < row + n; j++) {
          c[j] *= beta;
        }
      }
    }
  }
}
