package dev.limpid.insight.measure.check;

import dev.limpid.insight.check.ImageWeights;
import dev.limpid.layers.Loss;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Adds up what images weigh: by themselves, times what the loss makes of their class. */
final class WeightMeter {
  private WeightMeter() {}

  /** What the images of a set weigh; null where each weighs 1. */
  static ImageWeights measure(Dataset data, int classes, Loss<?> loss) {
    double[] ofClasses = ofClasses(data, classes, loss);
    double[] byClass = new double[classes];
    boolean alike = true;
    double sum = 0;
    double squares = 0;
    double greatest = 0;
    int without = 0;
    for (int i = 0; i < data.size(); i++) {
      boolean ofClass = !data.classNames().isEmpty() && data.label(i) < classes;
      double weight =
          data.weight(i) * (ofClass && ofClasses != null ? ofClasses[data.label(i)] : 1);
      alike &= weight == 1;
      sum += weight;
      squares += weight * weight;
      greatest = Math.max(greatest, weight);
      without += weight == 0 ? 1 : 0;
      if (ofClass) {
        byClass[data.label(i)] += weight;
      }
    }
    return alike
        ? null
        : new ImageWeights(
            sum / data.size(), greatest, without, sum * sum / squares, byClass, ofClasses);
  }

  /** What the loss multiplies each class by; divided by their mean where the loss is. */
  private static double[] ofClasses(Dataset data, int classes, Loss<?> loss) {
    if (!(loss instanceof SoftmaxCrossEntropy softmax)) {
      return null;
    }
    double[] weights = IntStream.range(0, classes).mapToDouble(softmax::classWeight).toArray();
    if (Arrays.stream(weights).allMatch(weight -> weight == 1)) {
      return null;
    }
    double mean =
        IntStream.range(0, data.size())
            .map(data::label)
            .filter(label -> label < classes)
            .mapToDouble(label -> weights[label])
            .average()
            .orElse(1);
    return softmax.dividesByWeights() && mean > 0
        ? Arrays.stream(weights).map(weight -> weight / mean).toArray()
        : weights;
  }
}
