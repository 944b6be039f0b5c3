package dev.limpid.insight.measure.check;

import dev.limpid.insight.check.LabelOrder;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;

/** Measures how the labels of a set follow each other; see {@link LabelOrder}. */
final class OrderMeter {
  private OrderMeter() {}

  static LabelOrder measure(Dataset data, int classes, int batchSize) {
    int size = data.size();
    double[] counts = new double[classes];
    int runs = 0;
    for (int i = 0; i < size; i++) {
      counts[data.label(i)]++;
      runs += i == 0 || data.label(i) != data.label(i - 1) ? 1 : 0;
    }
    double n = size;
    double squares = 0;
    double cubes = 0;
    int occurring = 0;
    for (double count : counts) {
      squares += count * count;
      cubes += count * count * count;
      occurring += count > 0 ? 1 : 0;
    }
    double expected = n + 1 - squares / n;
    double variance =
        (squares * (squares + n * (n + 1)) - 2 * n * cubes - n * n * n) / (n * n * (n - 1));
    double z = variance > 0 ? (runs - expected) / Math.sqrt(variance) : 0;
    return new LabelOrder(occurring, runs, expected, z, dispersion(data, counts, batchSize));
  }

  private static double dispersion(Dataset data, double[] counts, int batchSize) {
    int batches = (data.size() - 1) / batchSize + 1;
    double chiSquared = 0;
    int occurring = 0;
    for (double count : counts) {
      occurring += count > 0 ? 1 : 0;
    }
    if (batches < 2 || occurring < 2) {
      return Double.NaN;
    }
    int[] inBatch = new int[counts.length];
    for (int from = 0; from < data.size(); from += batchSize) {
      int to = Math.min(from + batchSize, data.size());
      Arrays.fill(inBatch, 0);
      for (int i = from; i < to; i++) {
        inBatch[data.label(i)]++;
      }
      for (int c = 0; c < counts.length; c++) {
        double expected = counts[c] * (to - from) / data.size();
        chiSquared +=
            expected > 0 ? (inBatch[c] - expected) * (inBatch[c] - expected) / expected : 0;
      }
    }
    return chiSquared / ((batches - 1.0) * (occurring - 1));
  }
}
