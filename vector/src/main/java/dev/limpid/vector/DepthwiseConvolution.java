package dev.limpid.vector;

import static dev.limpid.vector.DepthwiseKernels.LANES;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.Window;
import dev.limpid.core.internal.Lanes;
import java.util.Arrays;

/**
 * The convolution of each channel by itself, of any kernel, stride and dilation: its formula, in
 * loops over the channels, which are neighbours in memory. It has so few multiplications that
 * memory is its bound.
 *
 * <p>Where 3x3 taps at stride 1 lie side by side in the image, four results are computed at a time.
 * Rows of taps beyond the image see a row of zeros; in columns at its border the taps beyond are
 * left out.
 *
 * <pre>
 * input gradient   stride 1: the convolution with the taps in reverse; else for each pixel the sum
 *                  over the taps that saw it
 * filter gradient  blocks of rows with about {@link #BLOCK_POSITIONS} results, added up in {@link
 *                  Tuning#LANES} partial sums over images, which are added in order
 * </pre>
 */
final class DepthwiseConvolution implements ConvAlgorithm {
  /** Results whose products are added up one after the other, before they go to a longer sum. */
  private static final int BLOCK_POSITIONS = 128;

  /** Values of the output in a piece of work: 64 KB. */
  private static final int PIECE = 1 << 14;

  /** Results that are computed at a time where they can be. */
  private static final int FOUR = 4;

  private final ConvGeometry geometry;
  private final Parallel parallel;
  private final Window rows;
  private final Window columns;
  private final int channels;

  /** Columns of the output all of whose taps lie in the image: from the first to before the end. */
  private final int firstInside;

  private final int endInside;

  private final boolean takesNine;
  private final boolean takesFour;

  /** Pixels of a row beyond the image. */
  private final float[] zeros;

  DepthwiseConvolution(ConvGeometry geometry, Parallel parallel) {
    this.geometry = geometry;
    this.parallel = parallel;
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    this.channels = geometry.channels();
    int first = 0;
    while (first < columns.output() && columns.at(first, 0) < 0) {
      first++;
    }
    int end = columns.output();
    while (end > first && columns.isOutside(end - 1, columns.kernel() - 1)) {
      end--;
    }
    this.firstInside = first;
    this.endInside = end;
    this.takesNine = rows.kernel() == 3 && columns.kernel() == 3;
    this.takesFour =
        takesNine && columns.stride() == 1 && columns.dilation() == 1 && end - first >= FOUR;
    this.zeros = new float[takesNine ? (Math.max(FOUR, 2 * columns.dilation()) + 2) * channels : 0];
  }

  /** Whether each filter has a channel of its own, and channels fill a vector. */
  static boolean supports(ConvGeometry geometry) {
    return geometry.groups() == geometry.channels()
        && geometry.filters() == geometry.channels()
        && geometry.channels() >= LANES;
  }

  @Override
  public String name() {
    return "depthwise";
  }

  @Override
  public void forward(float[] x, int images, float[] kernel, Epilogue epilogue, float[] y) {
    parallel.forRange(
        images * rows.output(),
        Math.max(1, PIECE / (columns.output() * channels)),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            forwardRow(x, row / rows.output(), row % rows.output(), kernel, y);
            int at = row * columns.output() * channels;
            epilogue.apply(VectorRowKernels.INSTANCE, y, at, columns.output(), channels);
          }
        });
  }

  private void forwardRow(float[] x, int image, int p, float[] kernel, float[] y) {
    int fast = takesNine ? firstInside : columns.output();
    for (int q = 0; q < fast; q++) {
      point(x, image, p, q, kernel, y);
    }
    if (!takesNine) {
      return;
    }
    for (int q = firstInside; q < endInside; ) {
      int at = takesFour ? Math.min(q, endInside - FOUR) : q;
      nine(x, image, p, at, kernel, y);
      q = takesFour ? at + FOUR : q + 1;
    }
    for (int q = endInside; q < columns.output(); q++) {
      point(x, image, p, q, kernel, y);
    }
  }

  /** One result, or four, all of whose columns of taps lie in the image. */
  private void nine(float[] x, int image, int p, int q, float[] kernel, float[] y) {
    float[] x0 = rows.isOutside(p, 0) ? zeros : x;
    float[] x1 = rows.isOutside(p, 1) ? zeros : x;
    float[] x2 = rows.isOutside(p, 2) ? zeros : x;
    int at0 = x0 == zeros ? 0 : inputAt(image, rows.at(p, 0), columns.at(q, 0));
    int at1 = x1 == zeros ? 0 : inputAt(image, rows.at(p, 1), columns.at(q, 0));
    int at2 = x2 == zeros ? 0 : inputAt(image, rows.at(p, 2), columns.at(q, 0));
    int out = outputAt(image, p, q);
    int whole = channels / LANES * LANES;
    int last = channels - LANES;
    int tap = columns.dilation() * channels;
    if (takesFour) {
      DepthwiseKernels.four(x0, at0, x1, at1, x2, at2, kernel, channels, 0, whole, y, out);
      if (whole < channels) {
        DepthwiseKernels.four(x0, at0, x1, at1, x2, at2, kernel, channels, last, channels, y, out);
      }
    } else {
      DepthwiseKernels.one(x0, at0, x1, at1, x2, at2, tap, kernel, channels, 0, whole, y, out);
      if (whole < channels) {
        DepthwiseKernels.one(
            x0, at0, x1, at1, x2, at2, tap, kernel, channels, last, channels, y, out);
      }
    }
  }

  /** One result, tap by tap, without those beyond the image. */
  private void point(float[] x, int image, int p, int q, float[] kernel, float[] y) {
    int out = outputAt(image, p, q);
    boolean begun = false;
    for (int r = 0; r < rows.kernel(); r++) {
      for (int s = 0; s < columns.kernel(); s++) {
        if (!rows.isOutside(p, r) && !columns.isOutside(q, s)) {
          int in = inputAt(image, rows.at(p, r), columns.at(q, s));
          add(x, in, kernel, weightsAt(r, s), y, out, begun);
          begun = true;
        }
      }
    }
    if (!begun) {
      Arrays.fill(y, out, out + channels, 0);
    }
  }

  private void add(float[] a, int aAt, float[] b, int bAt, float[] sum, int sumAt, boolean begun) {
    if (begun) {
      DepthwiseKernels.addProduct(a, aAt, b, bAt, sum, sumAt, channels);
    } else {
      DepthwiseKernels.product(a, aAt, b, bAt, sum, sumAt, channels);
    }
  }

  @Override
  public void inputGradient(float[] dy, int images, float[] kernel, float[] dx) {
    if (turns(rows) && turns(columns)) {
      ConvGeometry turned =
          new ConvGeometry(rows.turned(), columns.turned(), channels, channels, channels);
      float[] reversed = Scratch.current().atLeast(Slot.TRANSFORMED, geometry.kernelShape().size());
      int taps = rows.kernel() * columns.kernel();
      for (int tap = 0; tap < taps; tap++) {
        System.arraycopy(kernel, tap * channels, reversed, (taps - 1 - tap) * channels, channels);
      }
      new DepthwiseConvolution(turned, parallel).forward(dy, images, reversed, Epilogue.NONE, dx);
      return;
    }
    parallel.forRange(
        images * rows.input(),
        Math.max(1, PIECE / (columns.input() * channels)),
        (from, to) -> {
          for (int row = from; row < to; row++) {
            for (int column = 0; column < columns.input(); column++) {
              gather(dy, row / rows.input(), row % rows.input(), column, kernel, dx);
            }
          }
        });
  }

  private static boolean turns(Window window) {
    return window.stride() == 1 && window.turned().before() >= 0;
  }

  /** The gradient by a pixel: from all results that saw it. */
  private void gather(float[] dy, int image, int row, int column, float[] kernel, float[] dx) {
    int to = inputAt(image, row, column);
    boolean begun = false;
    for (int r = 0; r < rows.kernel(); r++) {
      int p = position(rows, row, r);
      for (int s = 0; p >= 0 && s < columns.kernel(); s++) {
        int q = position(columns, column, s);
        if (q >= 0) {
          add(dy, outputAt(image, p, q), kernel, weightsAt(r, s), dx, to, begun);
          begun = true;
        }
      }
    }
    if (!begun) {
      Arrays.fill(dx, to, to + channels, 0);
    }
  }

  /** At which position of the window this tap sees a row or column of the image; -1 at none. */
  private static int position(Window window, int at, int tap) {
    int from = at + window.before() - tap * window.dilation();
    int position = from / window.stride();
    return from >= 0 && from % window.stride() == 0 && position < window.output() ? position : -1;
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    int size = geometry.kernelShape().size();
    int lanes = Math.min(Tuning.LANES, images);
    float[] partial = Scratch.current().atLeast(Slot.PARTIAL, lanes * size);
    parallel.forEach(
        lanes,
        lane -> {
          Arrays.fill(partial, lane * size, (lane + 1) * size, 0);
          for (int image = lane * images / lanes; image < (lane + 1) * images / lanes; image++) {
            addImage(x, dy, image, partial, lane * size, size);
          }
        });
    Lanes.add(partial, lanes, size, dKernel, parallel);
  }

  private void addImage(float[] x, float[] dy, int image, float[] sum, int sumAt, int size) {
    float[] block = Scratch.current().atLeast(Slot.SUMS, size);
    int blockRows = Math.max(1, BLOCK_POSITIONS / columns.output());
    for (int top = 0; top < rows.output(); top += blockRows) {
      Arrays.fill(block, 0, size, 0);
      for (int p = top; p < Math.min(top + blockRows, rows.output()); p++) {
        for (int r = 0; r < rows.kernel(); r++) {
          if (!rows.isOutside(p, r)) {
            addRow(x, dy, image, p, r, block);
          }
        }
      }
      for (int i = 0; i < size; i++) {
        sum[sumAt + i] += block[i];
      }
    }
  }

  /** Adds what a row of results gives to the gradient of a row of taps. */
  private void addRow(float[] x, float[] dy, int image, int p, int r, float[] sum) {
    int fours = takesFour ? (endInside - firstInside) / FOUR * FOUR : 0;
    int whole = fours > 0 ? channels / LANES * LANES : 0;
    for (int q = firstInside; q < firstInside + fours; q += FOUR) {
      int in = inputAt(image, rows.at(p, r), columns.at(q, 0));
      int out = outputAt(image, p, q);
      DepthwiseKernels.addFour(x, in, dy, out, sum, weightsAt(r, 0), channels, whole);
    }
    for (int q = 0; q < columns.output(); q++) {
      boolean added = q >= firstInside && q < firstInside + fours;
      int from = added ? whole : 0;
      for (int s = 0; from < channels && s < columns.kernel(); s++) {
        if (!columns.isOutside(q, s)) {
          int in = inputAt(image, rows.at(p, r), columns.at(q, s)) + from;
          int out = outputAt(image, p, q) + from;
          int to = weightsAt(r, s) + from;
          DepthwiseKernels.addProduct(x, in, dy, out, sum, to, channels - from);
        }
      }
    }
  }

  private int inputAt(int image, int row, int column) {
    return ((image * rows.input() + row) * columns.input() + column) * channels;
  }

  private int outputAt(int image, int p, int q) {
    return ((image * rows.output() + p) * columns.output() + q) * channels;
  }

  private int weightsAt(int r, int s) {
    return (r * columns.kernel() + s) * channels;
  }

  @Override
  public String toString() {
    return name() + ": loops over the channels of a pixel";
  }
}
