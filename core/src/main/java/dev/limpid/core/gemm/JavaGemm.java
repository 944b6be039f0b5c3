package dev.limpid.core.gemm;

import dev.limpid.core.Parallel;
import java.util.Arrays;

/**
 * The matrix product in plain Java, for every JVM.
 *
 * <p>HotSpot turns a loop into vector instructions only where it sees that no store can hit a later
 * load. With several arrays that all have the same plain index it does see it; with offsets into
 * one array it doesn't, and the product runs at a fifth of the speed. So rows of B are copied into
 * arrays of their own, a row of C is added up in another, and the inner loop adds eight multiples
 * at a time:
 *
 * <pre>
 * sum[j] = sum[j] + f0 * b0[j] + f1 * b1[j] + ... + f7 * b7[j]
 * </pre>
 *
 * <p>A block of {@link #DEPTH} rows of B stays in the second-level cache while rows of A pass by.
 */
final class JavaGemm implements Gemm {
  static final Gemm INSTANCE = new JavaGemm();

  private static final int ROWS = 128;
  private static final int DEPTH = 128;
  private static final int WIDTH = 512;
  private static final int UNROLLED = 8;

  private static final ThreadLocal<Panel> PANEL = ThreadLocal.withInitial(Panel::new);

  /** The buffers of one thread. */
  private static final class Panel {
    final float[][] rows = new float[DEPTH][WIDTH];
    final float[] factors = new float[DEPTH];
    final float[] sum = new float[WIDTH];
  }

  private JavaGemm() {}

  @Override
  public String name() {
    return "java";
  }

  @Override
  public void multiply(Matrix a, Matrix b, float beta, Matrix c, Parallel parallel) {
    Gemm.check(a, b, c);
    parallel.forRange(c.rows(), ROWS, (from, to) -> multiplyRows(a, b, beta, c, from, to));
  }

  private static void multiplyRows(Matrix a, Matrix b, float beta, Matrix c, int from, int to) {
    c.scale(beta, from, to);
    for (int column = 0; column < c.columns(); column += WIDTH) {
      int columns = Math.min(WIDTH, c.columns() - column);
      for (int top = 0; top < b.rows(); top += DEPTH) {
        int depth = Math.min(DEPTH, b.rows() - top);
        Panel panel = PANEL.get();
        pack(b, top, depth, column, columns, panel);
        for (int i = from; i < to; i++) {
          copyFactors(a, i, top, depth, panel.factors);
          addRow(panel, depth, columns, c.data(), c.offset() + i * c.rowStride() + column);
        }
      }
    }
  }

  /** Copies a block of B; rows up to the next multiple of {@link #UNROLLED} become zero. */
  private static void pack(Matrix b, int top, int depth, int column, int columns, Panel panel) {
    float[] data = b.data();
    int stride = b.rowStride();
    for (int p = 0; p < depth; p++) {
      float[] row = panel.rows[p];
      if (b.transposed()) {
        int from = b.offset() + column * stride + top + p;
        for (int j = 0; j < columns; j++) {
          row[j] = data[from + j * stride];
        }
      } else {
        System.arraycopy(data, b.offset() + (top + p) * stride + column, row, 0, columns);
      }
    }
    for (int p = depth; p % UNROLLED != 0; p++) {
      Arrays.fill(panel.rows[p], 0, columns, 0);
      panel.factors[p] = 0;
    }
  }

  /** Copies a part of row {@code i} of A. */
  private static void copyFactors(Matrix a, int i, int top, int depth, float[] factors) {
    if (a.transposed()) {
      int from = a.offset() + top * a.rowStride() + i;
      for (int p = 0; p < depth; p++) {
        factors[p] = a.data()[from + p * a.rowStride()];
      }
    } else {
      System.arraycopy(a.data(), a.offset() + i * a.rowStride() + top, factors, 0, depth);
    }
  }

  private static void addRow(Panel panel, int depth, int columns, float[] c, int offset) {
    float[] sum = panel.sum;
    float[] f = panel.factors;
    float[][] b = panel.rows;
    System.arraycopy(c, offset, sum, 0, columns);
    for (int p = 0; p < depth; p += UNROLLED) {
      addEight(
          columns, sum, f[p], b[p], f[p + 1], b[p + 1], f[p + 2], b[p + 2], f[p + 3], b[p + 3],
          f[p + 4], b[p + 4], f[p + 5], b[p + 5], f[p + 6], b[p + 6], f[p + 7], b[p + 7]);
    }
    System.arraycopy(sum, 0, c, offset, columns);
  }

  /** The inner loop; a method of its own, so that it is compiled by itself. */
  private static void addEight(
      int columns,
      float[] sum,
      float f0,
      float[] b0,
      float f1,
      float[] b1,
      float f2,
      float[] b2,
      float f3,
      float[] b3,
      float f4,
      float[] b4,
      float f5,
      float[] b5,
      float f6,
      float[] b6,
      float f7,
      float[] b7) {
    for (int j = 0; j < columns; j++) {
      sum[j] =
          sum[j]
              + f0 * b0[j]
              + f1 * b1[j]
              + f2 * b2[j]
              + f3 * b3[j]
              + f4 * b4[j]
              + f5 * b5[j]
              + f6 * b6[j]
              + f7 * b7[j];
    }
  }
}
