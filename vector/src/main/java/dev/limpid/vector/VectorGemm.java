package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
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
    if (b.rows() > 0 && beta == 0 && isFasterTurned(a, b, c)) {
      multiplyTurned(a, b, c, parallel);
    } else if (b.rows() > 0) {
      new BlockedProduct(tiles, new MatrixOperand(a), b, c, Epilogue.NONE)
          .compute(beta == 0, parallel);
    }
  }

  /**
   * Whether B lies across, so that it would be packed value by value, and C has far fewer values.
   */
  private static boolean isFasterTurned(Matrix a, Matrix b, Matrix c) {
    return b.transposed()
        && !a.transposed()
        && c.rows() >= MicroKernel.panelWidth()
        && 2L * c.rows() <= b.rows()
        && c.columns() >= Tuning.BLOCK_ROWS;
  }

  /**
   * The same bits by {@code C' = B' A'}: the rows of B' are packed as they lie, and only A and C,
   * which are small, are turned value by value.
   */
  private void multiplyTurned(Matrix a, Matrix b, Matrix c, Parallel parallel) {
    int m = c.rows();
    int n = c.columns();
    float[] turned = Scratch.current().atLeast(Slot.TURNED_PRODUCT, m * n);
    Matrix target = Matrix.of(turned, n, m);
    new BlockedProduct(
            tiles, new MatrixOperand(b.transpose()), a.transpose(), target, Epilogue.NONE)
        .compute(true, parallel);
    parallel.forRange(
        n,
        Tuning.BLOCK_ROWS,
        (from, to) -> {
          for (int i = 0; i < m; i++) {
            turn(
                turned,
                from * m + i,
                m,
                c.data(),
                c.offset() + i * c.rowStride() + from,
                to - from);
          }
        });
  }

  private static void turn(float[] source, int from, int step, float[] target, int to, int count) {
    for (int j = 0; j < count; j++) {
      target[to + j] = source[from + j * step];
    }
  }
}
