package dev.limpid.train;

import dev.limpid.layers.Loss.Task;
import java.util.function.ToDoubleFunction;

/** A figure of a regression. */
record RegressionMetric(String name, ToDoubleFunction<Predictions> formula) implements Metric {
  static Metric meanAbsoluteError() {
    return new RegressionMetric("mean_absolute_error", RegressionMetric::absolute);
  }

  static Metric r2() {
    return new RegressionMetric("r2", RegressionMetric::explained);
  }

  @Override
  public void requireFits(Task task) {
    if (task != Task.REGRESSION) {
      throw new IllegalArgumentException(name + " is for a regression, not for " + task);
    }
  }

  @Override
  public double of(Predictions predictions) {
    return formula.applyAsDouble(predictions);
  }

  private static double absolute(Predictions predictions) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < predictions.size(); i++) {
      float[] target = predictions.targets()[i];
      for (int j = 0; j < target.length; j++) {
        sum += Math.abs((double) predictions.outputs()[i][j] - target[j]);
        count++;
      }
    }
    return sum / count;
  }

  private static double explained(Predictions predictions) {
    int images = predictions.size();
    int width = predictions.targets()[0].length;
    double sum = 0;
    for (int j = 0; j < width; j++) {
      double mean = 0;
      for (int i = 0; i < images; i++) {
        mean += predictions.targets()[i][j] / (double) images;
      }
      double residual = 0;
      double total = 0;
      for (int i = 0; i < images; i++) {
        double target = predictions.targets()[i][j];
        residual += Math.pow(predictions.outputs()[i][j] - target, 2);
        total += Math.pow(target - mean, 2);
      }
      sum += total == 0 ? Double.NaN : 1 - residual / total;
    }
    return sum / width;
  }
}
