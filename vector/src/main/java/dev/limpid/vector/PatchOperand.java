package dev.limpid.vector;

import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Window;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The patches of NHWC images as rows of a matrix that is never stored: a block of it is copied
 * straight from the images while it is packed.
 *
 * <p>Row {@code (image, p, q)} is what the window sees at position {@code (p, q)}, in the order of
 * the kernel: tap row, tap column, channel of the group. Where the window lies inside the image and
 * its taps are neighbours, a row of taps is one span of memory.
 */
final class PatchOperand implements LeftOperand {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Values of a span that is copied as vectors. */
  private static final int SHORT = 64;

  private final float[] x;
  private final int firstImage;
  private final boolean transposed;
  private final Window rows;
  private final Window columns;
  private final int channels;
  private final int firstChannel;
  private final int channelsOfGroup;

  /**
   * The patches of one group's channels.
   *
   * @param firstImage the image whose patches are the first rows
   * @param transposed whether the matrix is the transpose: patches are columns, and packed across
   */
  PatchOperand(ConvGeometry geometry, int group, float[] x, int firstImage, boolean transposed) {
    this.transposed = transposed;
    this.x = x;
    this.firstImage = firstImage;
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    this.channels = geometry.channels();
    this.channelsOfGroup = channels / geometry.groups();
    this.firstChannel = group * channelsOfGroup;
  }

  @Override
  public boolean isAcross() {
    return transposed;
  }

  @Override
  public void pack(int row, int count, int column, int size, float[] packed) {
    if (transposed) {
      packAcross(row, count, column, size, packed);
    } else {
      packRows(row, count, column, size, packed);
    }
  }

  private void packRows(int row, int count, int column, int size, float[] packed) {
    int chunk = Tuning.CHUNK;
    int q = row % columns.output();
    int p = row / columns.output() % rows.output();
    int image = firstImage + row / columns.output() / rows.output();
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < size; c += chunk) {
        int used = Math.min(chunk, size - c);
        int at = c * Tuning.BLOCK_ROWS + i * chunk;
        // behind the last row of a chunk is the first of the next, which is there already
        int limit = i + 1 < Tuning.BLOCK_ROWS ? packed.length : at + used;
        copy(image, p, q, column + c, used, packed, at, limit);
      }
      q = q + 1 == columns.output() ? 0 : q + 1;
      p = q > 0 ? p : p + 1 == rows.output() ? 0 : p + 1;
      image = q > 0 || p > 0 ? image : image + 1;
    }
  }

  private void packAcross(int row, int count, int column, int size, float[] packed) {
    int q = column % columns.output();
    int p = column / columns.output() % rows.output();
    int image = firstImage + column / columns.output() / rows.output();
    for (int i = 0; i < size; i++) {
      copy(image, p, q, row, count, packed, i * Tuning.BLOCK_ROWS, packed.length);
      q = q + 1 == columns.output() ? 0 : q + 1;
      p = q > 0 ? p : p + 1 == rows.output() ? 0 : p + 1;
      image = q > 0 || p > 0 ? image : image + 1;
    }
  }

  /**
   * Copies {@code size} values of the patch at a position, from its value {@code from} on. What is
   * behind them in the target, up to the limit, may change.
   */
  private void copy(
      int image, int p, int q, int from, int size, float[] target, int at, int limit) {
    int left = columns.at(q, 0);
    boolean inside = left >= 0 && columns.at(q, columns.kernel() - 1) < columns.input();
    boolean oneSpan = inside && columns.dilation() == 1 && channelsOfGroup == channels;
    int unit = oneSpan ? columns.kernel() * channelsOfGroup : channelsOfGroup;
    int units = oneSpan ? 1 : columns.kernel();
    int first = from == 0 ? 0 : from / unit;
    int skipped = from - first * unit;
    int r = first == 0 ? 0 : first / units;
    int s = first - r * units;
    for (int end = at + size; at < end; skipped = 0) {
      int length = Math.min(unit - skipped, end - at);
      if (rows.isOutside(p, r) || columns.isOutside(q, s)) {
        Arrays.fill(target, at, at + length, 0);
      } else {
        int pixel = (image * rows.input() + rows.at(p, r)) * columns.input() + columns.at(q, s);
        copySpan(pixel * channels + firstChannel + skipped, target, at, length, limit);
      }
      at += length;
      s++;
      if (s == units) {
        s = 0;
        r++;
      }
    }
  }

  /**
   * Copies a span. Of a short one whole vectors, for which a call of {@code arraycopy} costs too
   * much: what is copied beyond its end is overwritten by the next span, or nobody reads it.
   */
  private void copySpan(int from, float[] target, int at, int length, int limit) {
    int whole = (length + LANES - 1) / LANES * LANES;
    if (whole > SHORT || from + whole > x.length || at + whole > limit) {
      System.arraycopy(x, from, target, at, length);
      return;
    }
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(SPECIES, x, from + i).intoArray(target, at + i);
    }
  }
}
