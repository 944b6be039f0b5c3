package dev.limpid.layers;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import java.util.Arrays;

/**
 * The passes over memory of BatchNorm's backward pass, for each column of {@code rows x channels}
 * matrices: one for the two sums, one for the gradient by the input.
 *
 * <p>Pieces of rows are summed in float and added in order, in double.
 */
final class BatchNormGradient {
  private static final int PIECE_FLOATS = 1 << 14;

  private final int channels;
  private final int rowsPerPiece;
  private final RowTile tile;
  private final Parallel parallel;
  private final Parallel.Range sumWork = this::sumPiece;
  private final Parallel.Range gradientWork = this::gradientOfPiece;
  private final float[] means;
  private final float[] ofDy;
  private final float[] ofX;
  private final float[] constants;
  private float[] partial = new float[0];
  private float[] x;
  private float[] dy;
  private float[] dx;

  BatchNormGradient(int channels, Parallel parallel) {
    this.channels = channels;
    this.rowsPerPiece = Math.max(1, PIECE_FLOATS / channels);
    this.tile = new RowTile(channels);
    this.parallel = parallel;
    this.means = tile.newConstants();
    this.ofDy = tile.newConstants();
    this.ofX = tile.newConstants();
    this.constants = tile.newConstants();
  }

  /** Writes {@code sum dy} and {@code sum dy (x - mean)} for each column. */
  void sums(
      float[] input, float[] gradient, int rows, float[] mean, float[] sums, float[] products) {
    int pieces = (rows + rowsPerPiece - 1) / rowsPerPiece;
    int width = 2 * channels;
    if (partial.length < pieces * width) {
      partial = new float[pieces * width];
    }
    tile.repeat(mean, 0, means);
    x = input;
    dy = gradient;
    parallel.forRange(rows, rowsPerPiece, sumWork);
    forget();
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double product = 0;
      for (int piece = 0; piece < pieces; piece++) {
        sum += partial[piece * width + c];
        product += partial[piece * width + channels + c];
      }
      sums[c] = (float) sum;
      products[c] = (float) product;
    }
  }

  private void sumPiece(int fromRow, int toRow) {
    int to = toRow * channels;
    int width = tile.width();
    Scratch scratch = Scratch.current();
    float[] xs = scratch.atLeast(Slot.ROWS, width);
    float[] dys = scratch.atLeast(Slot.MORE_ROWS, width);
    float[] sums = scratch.atLeast(Slot.ROW_SUMS, width);
    float[] products = scratch.atLeast(Slot.MORE_ROW_SUMS, width);
    Arrays.fill(sums, 0, width, 0);
    Arrays.fill(products, 0, width, 0);
    for (int at = fromRow * channels; at < to; at += width) {
      int length = Math.min(width, to - at);
      System.arraycopy(x, at, xs, 0, length);
      System.arraycopy(dy, at, dys, 0, length);
      addProducts(sums, products, xs, dys, means, length);
    }
    int ofPiece = fromRow / rowsPerPiece * 2 * channels;
    tile.fold(sums, partial, ofPiece);
    tile.fold(products, partial, ofPiece + channels);
  }

  private static void addProducts(
      float[] sums, float[] products, float[] x, float[] dy, float[] means, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += dy[i];
      products[i] += dy[i] * (x[i] - means[i]);
    }
  }

  /**
   * Writes {@code dx = a dy + b (x - mean) + d}, with constants of the columns; {@code dx} may be
   * {@code dy}.
   */
  void inputGradient(
      float[] input,
      float[] gradient,
      float[] result,
      int rows,
      float[] mean,
      float[] a,
      float[] b,
      float[] d) {
    tile.repeat(mean, 0, means);
    tile.repeat(a, 0, ofDy);
    tile.repeat(b, 0, ofX);
    tile.repeat(d, 0, constants);
    x = input;
    dy = gradient;
    dx = result;
    parallel.forRange(rows, rowsPerPiece, gradientWork);
    forget();
  }

  private void gradientOfPiece(int fromRow, int toRow) {
    int to = toRow * channels;
    int width = tile.width();
    Scratch scratch = Scratch.current();
    float[] xs = scratch.atLeast(Slot.ROWS, width);
    float[] dys = scratch.atLeast(Slot.MORE_ROWS, width);
    for (int at = fromRow * channels; at < to; at += width) {
      int length = Math.min(width, to - at);
      System.arraycopy(x, at, xs, 0, length);
      System.arraycopy(dy, at, dys, 0, length);
      combine(dys, xs, means, ofDy, ofX, constants, length);
      System.arraycopy(dys, 0, dx, at, length);
    }
  }

  private static void combine(
      float[] dy, float[] x, float[] means, float[] a, float[] b, float[] d, int length) {
    for (int i = 0; i < length; i++) {
      dy[i] = a[i] * dy[i] + b[i] * (x[i] - means[i]) + d[i];
    }
  }

  private void forget() {
    x = null;
    dy = null;
    dx = null;
  }
}
