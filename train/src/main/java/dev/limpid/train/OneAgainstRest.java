package dev.limpid.train;

import dev.limpid.layers.Loss.Task;

/** A ratio of counts, of each class against the rest: 2 TP, FP and FN weighed as F1 does. */
record OneAgainstRest(
    String name, double ofFalsePositives, double ofFalseNegatives, Average average)
    implements Metric {

  static Metric precision(Average average) {
    return new OneAgainstRest("precision_" + NamedMetric.lower(average), 1, 0, average);
  }

  static Metric recall(Average average) {
    return new OneAgainstRest("recall_" + NamedMetric.lower(average), 0, 1, average);
  }

  static Metric f1(Average average) {
    return new OneAgainstRest("f1_" + NamedMetric.lower(average), 0.5, 0.5, average);
  }

  @Override
  public void requireFits(Task task) {
    requireClasses(name, task);
  }

  static void requireClasses(String name, Task task) {
    if (task == Task.REGRESSION) {
      throw new IllegalArgumentException(name + " is for classes, which a regression has not");
    }
  }

  @Override
  public double of(Predictions predictions) {
    int classes = predictions.size() == 0 ? 0 : predictions.outputs()[0].length;
    double[] right = new double[classes];
    double[] falsePositive = new double[classes];
    double[] falseNegative = new double[classes];
    for (int i = 0; i < predictions.size(); i++) {
      for (int c = 0; c < classes; c++) {
        boolean is = isOf(predictions, i, c);
        boolean said = isSaid(predictions, i, c);
        right[c] += is && said ? 1 : 0;
        falsePositive[c] += said && !is ? 1 : 0;
        falseNegative[c] += is && !said ? 1 : 0;
      }
    }
    double sum = 0;
    double weights = 0;
    double[] all = new double[3];
    for (int c = 0; c < classes; c++) {
      all[0] += right[c];
      all[1] += falsePositive[c];
      all[2] += falseNegative[c];
      double images = right[c] + falseNegative[c];
      double weight = average == Average.WEIGHTED ? images : images + falsePositive[c] > 0 ? 1 : 0;
      sum += weight * ratio(right[c], falsePositive[c], falseNegative[c]);
      weights += weight;
    }
    return average == Average.MICRO ? ratio(all[0], all[1], all[2]) : sum / weights;
  }

  private double ratio(double right, double falsePositive, double falseNegative) {
    double whole = right + ofFalsePositives * falsePositive + ofFalseNegatives * falseNegative;
    return whole == 0 ? 0 : right / whole;
  }

  /** Whether an image is of a class. */
  static boolean isOf(Predictions predictions, int image, int c) {
    return severalLabels(predictions)
        ? predictions.targets()[image][c] > 0.5f
        : predictions.labels()[image] == c;
  }

  private static boolean isSaid(Predictions predictions, int image, int c) {
    return severalLabels(predictions)
        ? predictions.outputs()[image][c] > 0.5f
        : predictions.predicted()[image] == c;
  }

  private static boolean severalLabels(Predictions predictions) {
    return predictions.task() == Task.MULTI_LABEL;
  }
}
