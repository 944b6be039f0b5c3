package dev.limpid.report.tensorboard;

import java.util.Arrays;

/**
 * Counts of values in TensorFlow's buckets: limits at plus and minus 1e-12 times powers of 1.1 up
 * to 1e20, 0, and the largest double. Bucket i has the values from limit i - 1, inclusive, to limit
 * i, exclusive. Values that are not finite are left out.
 */
final class Histogram {
  private static final double[] LIMITS = limits();

  private final long[] counts = new long[LIMITS.length];
  private long count;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double sum;
  private double sumOfSquares;

  private Histogram() {}

  static Histogram of(float[] values) {
    Histogram histogram = new Histogram();
    for (float value : values) {
      if (Float.isFinite(value)) {
        histogram.add(value);
      }
    }
    return histogram;
  }

  private void add(double value) {
    int found = Arrays.binarySearch(LIMITS, value + 0.0); // no -0, which sorts before 0
    counts[found >= 0 ? found + 1 : -found - 1]++;
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sumOfSquares += value * value;
  }

  /**
   * As a {@code HistogramProto}. A run of empty buckets is written as one, and before the first and
   * behind the last value there is none: TensorBoard ends the outer buckets at minimum and maximum.
   */
  Message toMessage() {
    double[] limits = new double[LIMITS.length];
    double[] buckets = new double[LIMITS.length];
    int size = 0;
    long left = count;
    for (int i = 0; i < LIMITS.length && left > 0; i++) {
      if (counts[i] == 0 && size == 0) {
        continue;
      }
      boolean emptyAgain = counts[i] == 0 && buckets[size - 1] == 0;
      size = emptyAgain ? size : size + 1;
      limits[size - 1] = LIMITS[i];
      buckets[size - 1] = counts[i];
      left -= counts[i];
    }
    if (size == 0) {
      limits[size++] = Double.MAX_VALUE;
    }
    return new Message()
        .real(1, count == 0 ? 0 : min)
        .real(2, count == 0 ? 0 : max)
        .real(3, (double) count)
        .real(4, sum)
        .real(5, sumOfSquares)
        .reals(6, Arrays.copyOf(limits, size))
        .reals(7, Arrays.copyOf(buckets, size));
  }

  private static double[] limits() {
    int positive = 1; // the largest double
    for (double limit = 1e-12; limit < 1e20; limit *= 1.1) {
      positive++;
    }
    double[] limits = new double[2 * positive + 1];
    limits[positive] = 0;
    double limit = 1e-12;
    for (int i = 1; i <= positive; i++) {
      double last = i == positive ? Double.MAX_VALUE : limit;
      limits[positive + i] = last;
      limits[positive - i] = -last;
      limit *= 1.1;
    }
    return limits;
  }
}
