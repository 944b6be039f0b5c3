package dev.limpid.insight.measure.check;

import dev.limpid.insight.check.ImageWeights;
import dev.limpid.train.data.Dataset;

/** Adds up what images weigh. */
final class WeightMeter {
  private WeightMeter() {}

  /** What the images of a set weigh; null where each weighs 1. */
  static ImageWeights measure(Dataset data, int classes) {
    double[] byClass = new double[classes];
    boolean alike = true;
    double sum = 0;
    double squares = 0;
    double greatest = 0;
    int without = 0;
    for (int i = 0; i < data.size(); i++) {
      double weight = data.weight(i);
      alike &= weight == 1;
      sum += weight;
      squares += weight * weight;
      greatest = Math.max(greatest, weight);
      without += weight == 0 ? 1 : 0;
      if (!data.classNames().isEmpty() && data.label(i) < classes) {
        byClass[data.label(i)] += weight;
      }
    }
    return alike
        ? null
        : new ImageWeights(sum / data.size(), greatest, without, sum * sum / squares, byClass);
  }
}
