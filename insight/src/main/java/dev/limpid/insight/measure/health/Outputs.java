package dev.limpid.insight.measure.health;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Softmax;
import dev.limpid.train.Objective;

/**
 * What a batch's scores, {@code [N, classes]}, look like; NaN where they are not of classes.
 *
 * @param saturatedShare share of rows whose softmax has a probability above 0.999
 * @param probabilityShare share of rows that are probabilities already
 */
record Outputs(double saturatedShare, double probabilityShare) {
  private static final double SATURATED = 0.999;

  /** The rounding of float32 sums. */
  private static final double ROUNDING = 1e-4;

  static Outputs of(Tensor scores, Objective objective) {
    if (objective.task() != Task.CLASSIFICATION) {
      return new Outputs(Double.NaN, Double.NaN);
    }
    int classes = scores.shape().dim(-1);
    int saturated = 0;
    int probabilities = 0;
    for (int n = 0; n < scores.batchSize(); n++) {
      int row = n * classes;
      double lowest = Double.POSITIVE_INFINITY;
      double total = 0;
      for (int c = 0; c < classes; c++) {
        double score = scores.data()[row + c];
        lowest = Math.min(lowest, score);
        total += score;
      }
      float greatest = Softmax.greatest(scores.data(), row, classes);
      double sum = Softmax.sumOfExponentials(scores.data(), row, classes, greatest);
      saturated += 1 / sum > SATURATED ? 1 : 0;
      probabilities += lowest >= 0 && Math.abs(total - 1) < ROUNDING ? 1 : 0;
    }
    double rows = scores.batchSize();
    return new Outputs(saturated / rows, probabilities / rows);
  }
}
