package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.gemm.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures micro-kernels against each other: a product of a block of rows and a panel, which takes
 * some ten microseconds, again and again in turns; of each the fastest counts, because others work
 * on the processor meanwhile. That takes 50 ms at most. Before, those that were never used are
 * called until HotSpot has compiled them, for 200 ms at most each.
 */
final class Calibration {
  private static final long MEASURING_NANOS = 50_000_000;
  private static final long WARMING_NANOS = 200_000_000;

  /** Enough calls of a micro-kernel for the last stage of HotSpot's compiler. */
  private static final int WARMING_PRODUCTS = 2_000;

  /** Time for the compiler, which works in the background. */
  private static final long COMPILING_MILLIS = 300;

  /** Fewer turns say nothing. */
  private static final int LEAST_TURNS = 3;

  /** How much faster than the first another one must be. */
  private static final double CLEARLY = 1.05;

  private Calibration() {}

  /**
   * What was measured.
   *
   * @param candidates the first is the one in use
   * @param speeds multiply-adds a nanosecond of each; none if there was no time for enough turns
   */
  record Result(List<MicroKernel> candidates, double[] speeds) {
    /** The fastest, if it is clearly faster than the first. */
    MicroKernel best() {
      int best = 0;
      for (int i = 1; i < speeds.length; i++) {
        best = speeds[i] > speeds[best] ? i : best;
      }
      return best > 0 && speeds[best] > CLEARLY * speeds[0]
          ? candidates.get(best)
          : candidates.get(0);
    }

    @Override
    public String toString() {
      if (speeds.length == 0) {
        return "others not measured: no time";
      }
      StringBuilder text = new StringBuilder("measured, GFLOP/s:");
      for (int i = 0; i < speeds.length; i++) {
        String speed = String.format(Locale.ROOT, "%.0f", 2 * speeds[i]);
        text.append(i == 0 ? " " : ", ").append(candidates.get(i)).append(' ').append(speed);
      }
      return text.toString();
    }
  }

  /** Measures all of them on this thread. */
  static Result measure(List<MicroKernel> candidates) {
    candidates.stream().skip(1).forEach(Calibration::warmUp);
    try {
      Thread.sleep(COMPILING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(candidates, new double[0]);
    }
    Product product = new Product(Tuning.BLOCK_ROWS, MicroKernel.panelWidth(), 2 * Tuning.CHUNK);
    long[] fastest = new long[candidates.size()];
    Arrays.fill(fastest, Long.MAX_VALUE);
    long end = System.nanoTime() + MEASURING_NANOS;
    int turns = 0;
    for (; turns < LEAST_TURNS || System.nanoTime() < end; turns++) {
      for (int i = 0; i < fastest.length; i++) {
        if (System.nanoTime() >= end) {
          return result(candidates, product, fastest, turns);
        }
        fastest[i] = Math.min(fastest[i], product.nanos(candidates.get(i)));
      }
    }
    return result(candidates, product, fastest, turns);
  }

  private static Result result(
      List<MicroKernel> candidates, Product product, long[] fastest, int turns) {
    return new Result(
        candidates,
        turns < LEAST_TURNS
            ? new double[0]
            : Arrays.stream(fastest).mapToDouble(product::speed).toArray());
  }

  private static void warmUp(MicroKernel micro) {
    Product small = new Product(24, MicroKernel.panelWidth(), 16);
    long end = System.nanoTime() + WARMING_NANOS;
    for (int i = 0; i < WARMING_PRODUCTS && System.nanoTime() < end; i++) {
      small.nanos(micro);
    }
  }

  /** A product of zeros. */
  private static final class Product {
    private final Matrix a;
    private final Matrix b;
    private final Matrix c;

    Product(int rows, int columns, int depth) {
      a = Matrix.of(new float[rows * depth], rows, depth);
      b = Matrix.of(new float[depth * columns], depth, columns);
      c = Matrix.of(new float[rows * columns], rows, columns);
    }

    long nanos(MicroKernel micro) {
      TileChoice only = TileChoice.fixed(micro);
      long start = System.nanoTime();
      new BlockedProduct(only, new MatrixOperand(a), b, c, Epilogue.NONE)
          .compute(true, Parallel.serial());
      return System.nanoTime() - start;
    }

    double speed(long nanos) {
      return (double) a.rows() * b.rows() * b.columns() / nanos;
    }
  }
}
