package dev.limpid.insight.measure.gap;

import dev.limpid.train.Predictions;

/** The figure whose gap is taken apart. */
enum Metric {
  LOSS,
  ACCURACY;

  /** One value for each image. */
  double[] of(Predictions predictions) {
    if (this == LOSS) {
      return predictions.losses();
    }
    double[] right = new double[predictions.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = predictions.correct()[i] ? 1 : 0;
    }
    return right;
  }
}
