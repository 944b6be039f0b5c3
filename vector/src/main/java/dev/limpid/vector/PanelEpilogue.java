package dev.limpid.vector;

import static dev.limpid.vector.Tuning.BLOCK_ROWS;

import dev.limpid.core.conv.Epilogue;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The epilogue of a product, done to the sums of a block and a panel on their way to C: so they are
 * read from the first-level cache, and C is written once.
 */
final class PanelEpilogue {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int COLUMNS = 2 * LANES;

  private PanelEpilogue() {}

  /** Whether it is more than nothing, and no more than a bias and a ReLU. */
  static boolean supports(Epilogue epilogue) {
    return epilogue != Epilogue.NONE && epilogue.scale() == null;
  }

  /**
   * Does the epilogue to sums, and writes them to C.
   *
   * @param column the first column of the panel
   * @param sums {@code [BLOCK_ROWS][COLUMNS]}, and a row that the bias is put into; modified
   * @param used columns of the panel that C has
   * @param c modified
   * @param at where the first row goes
   * @param ldc from one row to the next
   */
  static void apply(
      Epilogue epilogue, int column, float[] sums, int rows, int used, float[] c, int at, int ldc) {
    int biasAt = BLOCK_ROWS * COLUMNS;
    if (epilogue.bias() == null) {
      Arrays.fill(sums, biasAt, biasAt + COLUMNS, -0f); // which added to -0 is -0
    } else {
      System.arraycopy(epilogue.bias(), column, sums, biasAt, used);
    }
    float least = epilogue.relu() ? 0 : Float.NEGATIVE_INFINITY;
    float most = epilogue.ceiling();
    int whole = used / LANES * LANES;
    for (int v = 0; v < whole; v += LANES) {
      finish(sums, v, biasAt + v, least, most, c, at + v, ldc, rows);
    }
    if (whole < used) {
      finishRest(sums, whole, used, least, most, c, at, ldc, rows);
    }
  }

  /**
   * The columns that fill no vector. Where C has no others, rows are written in whole vectors all
   * the same, of which the next row overwrites what is too much.
   */
  private static void finishRest(
      float[] sums,
      int from,
      int used,
      float least,
      float most,
      float[] c,
      int at,
      int ldc,
      int rows) {
    int bias = BLOCK_ROWS * COLUMNS + from;
    int length = used - from;
    int whole = length == ldc ? ShortSpans.wholeRows(length, rows) : 0;
    finish(sums, from, bias, least, most, c, at, ldc, whole);
    int last = from + whole * COLUMNS;
    finish(sums, last, bias, least, most, sums, last, COLUMNS, rows - whole);
    for (int i = whole; i < rows; i++) {
      System.arraycopy(sums, from + i * COLUMNS, c, at + from + i * ldc, length);
    }
  }

  /** A vector of each row. */
  private static void finish(
      float[] sums,
      int from,
      int biasAt,
      float least,
      float most,
      float[] target,
      int to,
      int step,
      int rows) {
    FloatVector bias = FloatVector.fromArray(SPECIES, sums, biasAt);
    FloatVector low = FloatVector.broadcast(SPECIES, least);
    FloatVector high = FloatVector.broadcast(SPECIES, most);
    for (int i = 0; i < rows; i++) {
      FloatVector value = FloatVector.fromArray(SPECIES, sums, from + i * COLUMNS).add(bias);
      value = value.blend(low, value.compare(VectorOperators.LE, low));
      value = value.blend(high, value.compare(VectorOperators.GT, high));
      value.intoArray(target, to + i * step);
    }
  }
}
