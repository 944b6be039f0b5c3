package dev.limpid.insight.measure.check;

import dev.limpid.insight.check.Roll;

/** Compares the mean images of two sides at all distances; see {@link Roll}. */
final class RollMeter {
  /** Images of a side that are read again. */
  private static final int IMAGES = 256;

  private static final int FEWEST = 50;

  /** Values of an image up to which all distances are tried; headers are shorter than that. */
  private static final int FAR = 4096;

  /** Products at all distances to one side, at most: a part of a second. */
  private static final int WORK = 1 << 28;

  /** What two halves of a side must have at least: the mean image is one, and not chance. */
  private static final double STEADY = 0.9;

  private RollMeter() {}

  /** Measures it; null where mean images say nothing. */
  static Roll measure(Side training, Side validation) {
    boolean few = Math.min(training.size(), validation.size()) < FEWEST;
    if (!training.layout().image() || few) {
      return null;
    }
    double[] even = mean(training, 0, 2);
    double[] odd = mean(training, 1, 2);
    double[] other = mean(validation, 0, 1);
    boolean flat = standardise(even) | standardise(odd) | standardise(other);
    if (flat || product(even, odd, 0) < STEADY) {
      return null;
    }
    for (int i = 0; i < even.length; i++) {
      even[i] += odd[i];
    }
    standardise(even);
    int far = Math.min(Math.min(FAR, WORK / even.length), even.length / 2);
    int best = 0;
    for (int places = -far; places <= far; places++) {
      best = product(even, other, places) > product(even, other, best) ? places : best;
    }
    return new Roll(best, product(even, other, 0), product(even, other, best));
  }

  private static double[] mean(Side side, int from, int step) {
    double[] mean = new double[side.layout().size()];
    float[] values = new float[mean.length];
    int count = Math.min(IMAGES, side.size());
    for (int i = from; i < count; i += step) {
      side.data().read(side.indices()[(int) ((long) i * side.size() / count)], values, 0);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += Float.isFinite(values[j]) ? values[j] : 0;
      }
    }
    return mean;
  }

  /** To mean 0 and sum of squares 1; whether it can't be. */
  private static boolean standardise(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    for (int i = 0; i < values.length && squares > 0; i++) {
      values[i] = (values[i] - mean) / Math.sqrt(squares);
    }
    return !(squares > 0);
  }

  private static double product(double[] a, double[] b, int places) {
    double sum = 0;
    int n = a.length;
    int start = Math.floorMod(places, n);
    for (int i = 0; i < n; i++) {
      int j = i + start;
      sum += a[i] * b[j < n ? j : j - n];
    }
    return sum;
  }
}
