package dev.limpid.vector;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Window;
import dev.limpid.core.internal.Ints;
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

  /** Whether a row of taps that lies in the image is one span of memory. */
  private final boolean oneSpan;

  /** Whether it is packed across: what a tap sees at neighbouring positions of a row is a span. */
  private final boolean isLine;

  /** The positions of a row at which it lies in the image. */
  private final int firstInside;

  private final int endInside;

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
    this.oneSpan = columns.dilation() == 1 && channelsOfGroup == channels;
    this.isLine = !transposed && oneSpan && channels == 1 && columns.stride() == 1;
    int last = columns.input() - columns.kernel() + columns.before();
    this.firstInside = Ints.ceilDiv(Math.max(0, columns.before()), columns.stride());
    this.endInside = oneSpan && last >= 0 ? last / columns.stride() + 1 : 0;
  }

  @Override
  public boolean isAcross() {
    return transposed || isLine;
  }

  @Override
  public void pack(int row, int count, int column, int size, float[] packed) {
    if (transposed) {
      packAcross(row, count, column, size, packed);
    } else if (isLine) {
      packPatches(row, count, column, size, packed, 0, 1);
    } else {
      packRows(row, count, column, size, packed);
    }
  }

  private void packRows(int row, int count, int column, int size, float[] packed) {
    for (int c = 0; c < size; c += Tuning.CHUNK) {
      int used = Math.min(Tuning.CHUNK, size - c);
      packPatches(row, count, column + c, used, packed, c * Tuning.BLOCK_ROWS, Tuning.CHUNK);
    }
  }

  private void packAcross(int row, int count, int column, int size, float[] packed) {
    packPatches(column, size, row, count, packed, 0, Tuning.ACROSS);
  }

  /**
   * Packs the same values of some patches, {@code stride} apart. What is behind them there may
   * change.
   *
   * @param patch the first of them
   * @param from the first value
   */
  private void packPatches(
      int patch, int count, int from, int size, float[] packed, int at, int stride) {
    int q = patch % columns.output();
    int p = patch / columns.output() % rows.output();
    int image = firstImage + patch / columns.output() / rows.output();
    for (int i = 0; i < count; ) {
      int run = Math.min(count - i, columns.output() - q);
      packRun(image, p, q, run, from, size, packed, at + i * stride, stride);
      i += run;
      q = 0;
      p = p + 1 == rows.output() ? 0 : p + 1;
      image = p > 0 ? image : image + 1;
    }
  }

  /** The same for neighbouring positions of a row of results. */
  private void packRun(
      int image, int p, int q, int count, int from, int size, float[] packed, int at, int stride) {
    if (isLine) {
      packTapByTap(image, p, q, count, from, size, packed, at);
      return;
    }
    int first = Math.min(count, Math.max(0, firstInside - q));
    int end = Math.max(first, Math.min(count, endInside - q));
    for (int i = 0; i < first; i++) {
      packOne(image, p, q + i, from, size, packed, at + i * stride);
    }
    if (end > first) {
      packInside(image, p, q + first, end - first, from, size, packed, at + first * stride, stride);
    }
    for (int i = end; i < count; i++) {
      packOne(image, p, q + i, from, size, packed, at + i * stride);
    }
  }

  /**
   * For each tap what it sees at these positions, which are neighbours in the image: spans of lines
   * with zeros around them.
   */
  private void packTapByTap(
      int image, int p, int q, int count, int from, int size, float[] packed, int at) {
    int width = count + columns.kernel() - 1;
    float[] lines = Scratch.current().atLeast(Slot.BORDER, rows.kernel() * width);
    for (int r = from / columns.kernel(); r * columns.kernel() < from + size; r++) {
      copyLine(image, p, r, columns.at(q, 0), width, lines, r * width);
    }
    for (int tap = 0; tap < size; tap++) {
      int r = (from + tap) / columns.kernel();
      int s = from + tap - r * columns.kernel();
      ShortSpans.copy(lines, r * width + s, packed, at + tap * Tuning.ACROSS, count);
    }
  }

  /** A part of the line of an image that a row of taps sees, with zeros where there is none. */
  private void copyLine(int image, int p, int r, int left, int width, float[] lines, int at) {
    int in = rows.isOutside(p, r) ? width : Math.min(width, Math.max(0, -left));
    int out = Math.max(in, Math.min(width, columns.input() - left));
    Arrays.fill(lines, at, at + in, 0);
    if (out > in) {
      int line = (image * rows.input() + rows.at(p, r)) * columns.input();
      System.arraycopy(x, line + left + in, lines, at + in, out - in);
    }
    Arrays.fill(lines, at + out, at + width, 0);
  }

  /**
   * The same for positions at which no column of the window falls on the padding: a row of taps is
   * one span of memory for each of them, and the spans are as far apart as the window steps.
   */
  private void packInside(
      int image, int p, int q, int count, int from, int size, float[] packed, int at, int stride) {
    int unit = columns.kernel() * channels;
    int step = columns.stride() * channels;
    int r = from / unit;
    int skipped = from - r * unit;
    for (int done = 0; done < size; r++) {
      int length = Math.min(unit - skipped, size - done);
      if (rows.isOutside(p, r)) {
        for (int i = 0; i < count; i++) {
          Arrays.fill(packed, at + i * stride + done, at + i * stride + done + length, 0);
        }
      } else {
        int pixel = (image * rows.input() + rows.at(p, r)) * columns.input() + columns.at(q, 0);
        int source = pixel * channels + skipped;
        copySpans(source, step, packed, at + done, stride, count, length, stride - done);
      }
      done += length;
      skipped = 0;
    }
  }

  /** Copies values of the patch at a position, of which some may lie outside of the image. */
  private void packOne(int image, int p, int q, int from, int size, float[] target, int at) {
    if (oneSpan) {
      packClipped(image, p, q, from, size, target, at);
    } else {
      packTaps(image, p, q, from, size, target, at);
    }
  }

  /** Row of taps by row of taps, of which the part that lies in the image is one span. */
  private void packClipped(int image, int p, int q, int from, int size, float[] target, int at) {
    int unit = columns.kernel() * channels;
    int left = columns.at(q, 0);
    int begin = Math.max(0, -left) * channels;
    int end = Math.max(begin, Math.min(columns.kernel(), columns.input() - left) * channels);
    int r = from / unit;
    for (int done = 0; done < size; r++) {
      int first = from + done - r * unit;
      int last = Math.min(unit, from + size - r * unit);
      int in = rows.isOutside(p, r) ? last : Math.min(last, Math.max(first, begin));
      int out = Math.max(in, Math.min(last, end));
      int to = at + done - first;
      Arrays.fill(target, to + first, to + in, 0);
      if (out > in) {
        int line = (image * rows.input() + rows.at(p, r)) * columns.input();
        System.arraycopy(x, (line + left) * channels + in, target, to + in, out - in);
      }
      Arrays.fill(target, to + out, to + last, 0);
      done += last - first;
    }
  }

  /** Tap by tap. */
  private void packTaps(int image, int p, int q, int from, int size, float[] target, int at) {
    int tap = from / channelsOfGroup;
    int skipped = from - tap * channelsOfGroup;
    int r = tap / columns.kernel();
    int s = tap - r * columns.kernel();
    for (int end = at + size; at < end; skipped = 0) {
      int length = Math.min(channelsOfGroup - skipped, end - at);
      if (rows.isOutside(p, r) || columns.isOutside(q, s)) {
        Arrays.fill(target, at, at + length, 0);
      } else {
        int pixel = (image * rows.input() + rows.at(p, r)) * columns.input() + columns.at(q, s);
        System.arraycopy(x, pixel * channels + firstChannel + skipped, target, at, length);
      }
      at += length;
      s++;
      if (s == columns.kernel()) {
        s = 0;
        r++;
      }
    }
  }

  /**
   * Copies spans. Of short ones whole vectors, for which a call of {@code arraycopy} costs too
   * much: what is copied beyond the end of one is overwritten by the next row of taps, or nobody
   * reads it.
   *
   * @param room from where a span begins in the target to where the next patch does
   */
  private void copySpans(
      int from, int step, float[] target, int to, int stride, int count, int length, int room) {
    int whole = (length + LANES - 1) / LANES * LANES;
    int vectors = whole > Math.min(SHORT, room) ? 0 : Math.min(count, inReach(from, step, whole));
    if (whole == LANES) {
      copyVectors(x, from, step, target, to, stride, vectors);
    } else {
      for (int i = 0; i < vectors; i++) {
        for (int v = 0; v < length; v += LANES) {
          FloatVector.fromArray(SPECIES, x, from + i * step + v)
              .intoArray(target, to + i * stride + v);
        }
      }
    }
    for (int i = vectors; i < count; i++) {
      System.arraycopy(x, from + i * step, target, to + i * stride, length);
    }
  }

  /** How many spans of this length, a step apart, begin before the end of the images and end so. */
  private int inReach(int from, int step, int length) {
    return from + length > x.length ? 0 : (x.length - length - from) / step + 1;
  }

  private static void copyVectors(
      float[] source, int from, int step, float[] target, int to, int stride, int count) {
    for (int i = 0; i < count; i++) {
      FloatVector.fromArray(SPECIES, source, from + i * step).intoArray(target, to + i * stride);
    }
  }
}
