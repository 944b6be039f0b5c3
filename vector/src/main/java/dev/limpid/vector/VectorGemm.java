package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Matrix;

/** The matrix product on the Vector API, for which {@link BlockedProduct} tells how. */
final class VectorGemm implements Gemm {
  private final TileChoice tiles;

  VectorGemm(TileChoice tiles) {
    this.tiles = tiles;
  }

  @Override
  public String name() {
    return VectorProvider.NAME;
  }

  @Override
  public void multiply(Matrix a, Matrix b, float beta, Matrix c, Parallel parallel) {
    Gemm.check(a, b, c);
    if (c.rows() == 0 || c.columns() == 0) {
      return;
    }
    if (b.rows() == 0 || (beta != 0 && beta != 1)) {
      c.scale(beta);
    }
    if (b.rows() > 0) {
      new BlockedProduct(tiles, new MatrixOperand(a), b, c, Epilogue.NONE)
          .compute(beta == 0, parallel);
    }
  }
}
