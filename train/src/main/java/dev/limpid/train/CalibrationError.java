package dev.limpid.train;

import dev.limpid.layers.Loss.Task;

/** See {@link Metric#calibrationError}. */
record CalibrationError(int bins) implements Metric {
  CalibrationError {
    if (bins < 1) {
      throw new IllegalArgumentException("the bins must be 1 or more, but are " + bins);
    }
  }

  @Override
  public String name() {
    return "calibration_error";
  }

  @Override
  public void requireFits(Task task) {
    if (task != Task.CLASSIFICATION) {
      throw new IllegalArgumentException(
          "calibration_error is for one class of several, not for " + task);
    }
  }

  @Override
  public double of(Predictions predictions) {
    double[] excess = new double[bins]; // confidence minus hits
    for (int i = 0; i < predictions.size(); i++) {
      double confidence = predictions.confidence()[i];
      int bin = Math.max(0, Math.min(bins - 1, (int) Math.ceil(confidence * bins) - 1));
      excess[bin] += confidence - (predictions.correct()[i] ? 1 : 0);
    }
    double sum = 0;
    for (double each : excess) {
      sum += Math.abs(each);
    }
    return sum / predictions.size();
  }
}
