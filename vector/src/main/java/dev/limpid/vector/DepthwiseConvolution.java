package dev.limpid.vector;

import static dev.limpid.vector.DepthwiseKernels.LANES;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.ConvolutionRows;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Window;
import dev.limpid.core.internal.Ints;
import dev.limpid.core.internal.Lanes;
import java.util.Arrays;

/**
 * The convolution of each channel by itself, of any kernel, stride and dilation, in loops over the
 * channels, which are neighbours in memory. It has so few multiplications that memory is its bound.
 *
 * <p>3x3 taps without dilation have loops of their own, {@link DepthwiseRows} and {@link
 * DepthwiseStrip}; other kernels are their formula, tap by tap.
 *
 * <pre>
 * input gradient   stride 1: the convolution with the taps in reverse; else for each pixel the sum
 *                  over the taps that saw it
 * filter gradient  sums of some rows of results, added up in {@link Tuning#LANES} partial sums over
 *                  images, which are added in order
 * </pre>
 */
final class DepthwiseConvolution implements ConvAlgorithm {
  /** Values of the output in a piece of work: 64 KB. */
  private static final int PIECE = 1 << 14;

  /** Values of images that come from memory: 8 MB. */
  private static final int STREAMED = 1 << 21;

  private final ConvGeometry geometry;
  private final Parallel parallel;
  private final Window rows;
  private final Window columns;
  private final int channels;

  /** For 3x3 taps, null for other kernels. */
  private final DepthwiseRows results;

  /** The same for the gradient by the taps. */
  private final DepthwiseStrip strip;

  /** A bias that is none; not modified. */
  private final float[] zeros;

  DepthwiseConvolution(ConvGeometry geometry, Parallel parallel) {
    this.geometry = geometry;
    this.parallel = parallel;
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    this.channels = geometry.channels();
    this.results = DepthwiseRows.supports(geometry) ? new DepthwiseRows(geometry) : null;
    this.strip = DepthwiseStrip.supports(geometry) ? new DepthwiseStrip(geometry) : null;
    this.zeros = new float[channels];
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
    if (results == null) {
      parallel.forRange(
          images * rows.output(),
          Math.max(1, PIECE / (columns.output() * channels)),
          (from, to) -> {
            for (int i = from; i < to; i++) {
              forwardRow(x, i / rows.output(), i % rows.output(), kernel, y);
              int at = outputAt(0, i, 0);
              epilogue.apply(VectorRowKernels.INSTANCE, y, at, columns.output(), channels);
            }
          });
      return;
    }
    float[] weights = Scratch.current().atLeast(Slot.KERNEL, results.packedSize());
    pack(kernel, epilogue, weights);
    forwardPacked(x, images, weights, epilogue, y);
  }

  /** With a bias and a ReLU, if that is all that follows. */
  private void pack(float[] kernel, Epilogue epilogue, float[] weights) {
    boolean finished = epilogue.scale() == null;
    float[] bias = finished && epilogue.bias() != null ? epilogue.bias() : zeros;
    float least = finished && epilogue.relu() ? 0 : Float.NEGATIVE_INFINITY;
    float most = finished ? epilogue.ceiling() : Float.POSITIVE_INFINITY;
    DepthwiseKernels.packWeights(kernel, bias, least, most, channels, weights);
  }

  private void forwardPacked(float[] x, int images, float[] weights, Epilogue epilogue, float[] y) {
    int together = results.together;
    int perImage = Ints.ceilDiv(rows.output(), together);
    boolean streamed = (long) images * geometry.inputShape().size() > STREAMED;
    boolean narrow = results.isNarrow();
    int piece = Math.max(1, PIECE / (together * columns.output() * channels));
    if (narrow && images >= parallel.threads()) { // each piece copies its first rows
      piece = Math.max(piece, perImage);
    }
    parallel.forRange(
        images * perImage,
        piece,
        (from, to) -> {
          for (int i = from, taken; i < to; i += taken) {
            int image = i / perImage;
            int p = i % perImage * together;
            int xAt = inputAt(image, 0, 0);
            int yAt = outputAt(image, 0, 0);
            taken = narrow ? Math.min(to - i, perImage - i % perImage) : 1;
            int end = Math.min(rows.output(), p + taken * together);
            if (narrow) {
              results.forwardNarrow(x, xAt, p, end, weights, y, yAt);
              finish(p, end, epilogue, y, yAt, rows.output());
            } else {
              int held = rows.input();
              rows(streamed, x, xAt, held, p, end - p, weights, epilogue, y, yAt, rows.output());
            }
          }
        });
  }

  /** Some rows of results of an image, no more than are computed at once. */
  private void rows(
      boolean streamed,
      float[] x,
      int xAt,
      int xHeld,
      int p,
      int count,
      float[] weights,
      Epilogue epilogue,
      float[] y,
      int yAt,
      int yHeld) {
    results.forward(streamed, x, xAt, xHeld, p, count, weights, y, yAt, yHeld);
    finish(p, p + count, epilogue, y, yAt, yHeld);
  }

  /** What is not done with the sums. */
  private void finish(int p, int end, Epilogue epilogue, float[] y, int yAt, int yHeld) {
    if (epilogue.scale() != null) {
      int width = columns.output();
      for (int row = p; row < end; row++) {
        int at = yAt + row % yHeld * width * channels;
        epilogue.apply(VectorRowKernels.INSTANCE, y, at, width, channels);
      }
    }
  }

  @Override
  public FixedConvolution fixed(float[] kernel, Epilogue epilogue) {
    return results == null
        ? ConvAlgorithm.super.fixed(kernel, epilogue)
        : new Fixed(kernel, epilogue);
  }

  /** With a kernel that stays as it is. */
  private final class Fixed implements FixedConvolution, ConvolutionRows {
    private final float[] weights;
    private final Epilogue epilogue;

    Fixed(float[] kernel, Epilogue epilogue) {
      this.weights = new float[results.packedSize()];
      this.epilogue = epilogue;
      pack(kernel, epilogue, weights);
    }

    @Override
    public void forward(float[] x, int images, float[] y) {
      forwardPacked(x, images, weights, epilogue, y);
    }

    @Override
    public ConvolutionRows rows() {
      return this;
    }

    @Override
    public ConvGeometry geometry() {
      return geometry;
    }

    @Override
    public void compute(
        float[] x, int xAt, int xHeld, int p, int count, float[] y, int yAt, int yHeld) {
      int together = results.together;
      for (int row = p; row < p + count; row += together) {
        int some = Math.min(together, p + count - row);
        DepthwiseConvolution.this.rows(
            false, x, xAt, xHeld, row, some, weights, epilogue, y, yAt, yHeld);
      }
    }
  }

  private void forwardRow(float[] x, int image, int p, float[] kernel, float[] y) {
    for (int q = 0; q < columns.output(); q++) {
      point(x, image, p, q, kernel, y);
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
          int from = lane * images / lanes;
          int to = (lane + 1) * images / lanes;
          if (strip != null) {
            addStrips(x, dy, from, to, partial, lane * size);
          } else {
            addRows(x, dy, from, to, partial, lane * size, size);
          }
        });
    Lanes.add(partial, lanes, size, dKernel, parallel);
  }

  private void addStrips(float[] x, float[] dy, int from, int to, float[] target, int at) {
    float[] sums = Scratch.current().atLeast(Slot.MORE_SUMS, strip.sumsSize());
    Arrays.fill(sums, 0, strip.sumsSize(), 0);
    for (int image = from; image < to; image++) {
      strip.addImage(x, dy, image, sums);
    }
    strip.unpack(sums, target, at);
  }

  private void addRows(float[] x, float[] dy, int from, int to, float[] target, int at, int size) {
    float[] ofRow = Scratch.current().atLeast(Slot.SUMS, size);
    Arrays.fill(target, at, at + size, 0);
    for (int image = from; image < to; image++) {
      for (int p = 0; p < rows.output(); p++) {
        Arrays.fill(ofRow, 0, size, 0);
        for (int r = 0; r < rows.kernel(); r++) {
          if (!rows.isOutside(p, r)) {
            addRow(x, dy, image, p, r, ofRow);
          }
        }
        for (int i = 0; i < size; i++) {
          target[at + i] += ofRow[i];
        }
      }
    }
  }

  /** Adds what a row of results gives to the gradient of a row of taps. */
  private void addRow(float[] x, float[] dy, int image, int p, int r, float[] sum) {
    for (int q = 0; q < columns.output(); q++) {
      for (int s = 0; s < columns.kernel(); s++) {
        if (!columns.isOutside(q, s)) {
          int in = inputAt(image, rows.at(p, r), columns.at(q, s));
          int out = outputAt(image, p, q);
          DepthwiseKernels.addProduct(x, in, dy, out, sum, weightsAt(r, s), channels);
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
