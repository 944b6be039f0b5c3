package dev.limpid.layers.inference;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.ConvolutionRows;
import dev.limpid.core.conv.Window;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Convolutions that follow each other, a band of rows at a time: each computes the rows that the
 * next one sees and that are not there yet. What goes from one to the next is a few rows, which the
 * second-level cache holds, and no image has to be written and read; the bits are the same.
 *
 * <p>Alwani, Chen, Ferdman and Milder, "Fused-Layer CNN Accelerators", 2016.
 */
final class FrozenBands implements FrozenStage {
  /** Values of the rows between the convolutions: 384 KB, of a second-level cache of 512 KB. */
  private static final int ROWS_FLOATS = 96 << 10;

  /**
   * Where rows begin: with the header of 16 bytes in front of a large array, at the start of a line
   * of the cache, and so do all others where rows are whole lines. It took 5 % off MobileNetV2.
   */
  private static final int ORIGIN = 12;

  private static final int LINE = 16;

  /**
   * The same of whole images, for each thread that takes part: 512 KB. MobileNetV2's convolutions
   * of 14x14 take 4 to 8 % less of two threads than in bands, of which each would compute a row of
   * the other's seven.
   */
  private static final int SHARED_FLOATS = 128 << 10;

  private final List<FrozenConvolution> stages;
  private final ConvolutionRows[] convolutions;
  private final Parallel parallel;

  /** Values of all rows between the convolutions. */
  private final long between;

  /** Rows of a band of the last one's results. */
  private final int band;

  /** How many rows of each one's results are held, and where. */
  private final int[] held;

  private final int[] at;

  FrozenBands(List<FrozenConvolution> stages, Parallel parallel) {
    this.stages = stages;
    this.convolutions =
        stages.stream().map(FrozenConvolution::rows).toArray(ConvolutionRows[]::new);
    this.parallel = parallel;
    this.held = new int[convolutions.length];
    this.at = new int[convolutions.length + 1];
    int fitting = 1;
    while (fitting < last().rows().output() && hold(2 * fitting) <= ROWS_FLOATS) {
      fitting *= 2;
    }
    this.band = fitting;
    hold(band);
    long sum = 0;
    for (int i = 0; i < convolutions.length - 1; i++) {
      ConvGeometry geometry = convolutions[i].geometry();
      sum += (long) geometry.rows().output() * rowOf(geometry);
    }
    this.between = sum;
  }

  /** Makes room for what such bands need; tells for how many values. */
  private int hold(int rows) {
    int needed = rows;
    for (int i = convolutions.length - 1; i > 0; i--) {
      Window window = convolutions[i].geometry().rows();
      needed = Math.min(window.input(), (needed - 1) * window.stride() + window.kernel());
      held[i - 1] = needed;
    }
    at[0] = ORIGIN;
    for (int i = 0; i < convolutions.length - 1; i++) {
      int size = held[i] * rowOf(convolutions[i].geometry());
      at[i + 1] = at[i] + (size + LINE - 1) / LINE * LINE;
    }
    return at[convolutions.length - 1];
  }

  /** Values in a row of results. */
  private static int rowOf(ConvGeometry geometry) {
    return geometry.columns().output() * geometry.filters();
  }

  private ConvGeometry last() {
    return convolutions[convolutions.length - 1].geometry();
  }

  /**
   * Threads that have no image of their own share one: those bands that are neighbours, or where
   * all that lies between the convolutions is no more than a band for each, one convolution after
   * the other. So no row is computed twice, where there are few.
   */
  @Override
  public void run(Tensor[] xs, Tensor y) {
    Tensor x = xs[0];
    int images = x.batchSize();
    y.reshapeToBatch(images, outputShape());
    int rows = last().rows().output();
    int threads = parallel.threadsNow();
    if (images < threads && between <= (long) threads * SHARED_FLOATS) {
      for (int image = 0; image < images; image++) {
        runShared(x.data(), image * x.size() / images, y.data(), image * y.size() / images);
      }
      return;
    }
    int cuts = images >= threads ? 1 : Math.min(threads, rows);
    int in = x.size() / images;
    int out = y.size() / images;
    parallel.forEach(
        images * cuts,
        piece -> {
          int image = piece / cuts;
          int cut = piece % cuts;
          int from = cut * rows / cuts;
          int to = (cut + 1) * rows / cuts;
          float[] buffer = Scratch.current().atLeast(Slot.BANDS, at[convolutions.length - 1]);
          for (int p = from; p < to; p += band) {
            int end = Math.min(to, p + band);
            compute(
                convolutions.length - 1,
                from,
                p,
                end,
                x.data(),
                image * in,
                buffer,
                y.data(),
                image * out);
          }
        });
  }

  /** One convolution after the other, each with all threads. */
  private void runShared(float[] x, int xAt, float[] y, int yAt) {
    float[] buffer = Scratch.current().atLeast(Slot.BANDS, ORIGIN + (int) between + LINE);
    float[] from = x;
    int fromAt = xAt;
    int end = ORIGIN;
    for (int i = 0; i < convolutions.length; i++) {
      ConvolutionRows convolution = convolutions[i];
      boolean isLast = i == convolutions.length - 1;
      float[] to = isLast ? y : buffer;
      int toAt = isLast ? yAt : end;
      share(convolution, from, fromAt, to, toAt);
      from = to;
      fromAt = toAt;
      end += convolution.geometry().rows().output() * rowOf(convolution.geometry());
    }
  }

  private void share(ConvolutionRows convolution, float[] x, int xAt, float[] y, int yAt) {
    int held = convolution.geometry().rows().input();
    int rows = convolution.geometry().rows().output();
    int pieces = Math.min(parallel.threads(), rows);
    parallel.forEach(
        pieces,
        piece -> {
          int p = piece * rows / pieces;
          int count = (piece + 1) * rows / pieces - p;
          convolution.compute(x, xAt, held, p, count, y, yAt, rows);
        });
  }

  /**
   * Computes rows of one convolution's results, and before them what they need.
   *
   * @param first where the results begin of which those before {@code p} are there
   */
  private void compute(
      int i, int first, int p, int end, float[] x, int xAt, float[] buffer, float[] y, int yAt) {
    Window window = convolutions[i].geometry().rows();
    boolean isLast = i == convolutions.length - 1;
    float[] results = isLast ? y : buffer;
    int resultsAt = isLast ? yAt : at[i];
    int resultsHeld = isLast ? window.output() : held[i];
    if (i == 0) {
      convolutions[0].compute(x, xAt, window.input(), p, end - p, results, resultsAt, resultsHeld);
      return;
    }
    int begin = begin(window, first);
    int have = p > first ? end(window, p) : begin;
    int needed = end(window, end);
    if (needed > have) {
      compute(i - 1, begin, have, needed, x, xAt, buffer, y, yAt);
    }
    convolutions[i].compute(
        buffer, at[i - 1], held[i - 1], p, end - p, results, resultsAt, resultsHeld);
  }

  /** The first row that a row of results sees. */
  private static int begin(Window window, int p) {
    return Math.max(0, window.at(p, 0));
  }

  /** Behind the last row that the results before {@code end} see. */
  private static int end(Window window, int end) {
    int behind = window.at(end - 1, window.kernel() - 1) + 1; // not positive inside of the padding
    return Math.max(0, Math.min(window.input(), behind));
  }

  @Override
  public boolean worksInPlace() {
    return false;
  }

  @Override
  public Shape outputShape() {
    return stages.get(stages.size() - 1).outputShape();
  }

  /** Those of the largest: each is read anew for a band. */
  @Override
  public long weights() {
    return stages.stream().mapToLong(FrozenStage::weights).max().orElse(0);
  }

  @Override
  public String toString() {
    return stages.stream().map(FrozenStage::toString).collect(Collectors.joining(", "));
  }
}
