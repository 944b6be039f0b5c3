package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * The mean over all elements of {@code (score - target)^2}, as Keras's {@code MeanSquaredError} and
 * PyTorch's {@code MSELoss}. The loss of a sample is the mean over its elements.
 *
 * <p>Scores and targets have the same shape {@code [N, ...]}. Computed in float64. The gradient is
 * {@code 2 (score - target) / elements}.
 */
public final class MeanSquaredError implements Loss<Tensor> {
  /** The loss has no options. */
  public MeanSquaredError() {}

  @Override
  public double forward(Tensor scores, Tensor targets, double[] losses, Tensor gradient) {
    check(scores, targets, losses);
    int samples = scores.batchSize();
    int size = scores.size();
    int width = size / samples;
    if (gradient != null) {
      gradient.reshapeToBatch(samples, scores.shape().sample());
    }
    float[] s = scores.data();
    float[] t = targets.data();
    double total = 0;
    for (int n = 0; n < samples; n++) {
      double sum = 0;
      for (int i = n * width; i < (n + 1) * width; i++) {
        double difference = (double) s[i] - t[i];
        sum += difference * difference;
        if (gradient != null) {
          gradient.data()[i] = (float) (2 * difference / size);
        }
      }
      double loss = sum / width;
      total += loss;
      if (losses != null) {
        losses[n] = loss;
      }
    }
    return total / samples;
  }

  private static void check(Tensor scores, Tensor targets, double[] losses) {
    if (scores.shape().rank() < 1 || scores.size() == 0) {
      throw new IllegalArgumentException(
          "MeanSquaredError: expected scores [N,...], got " + scores.shape());
    }
    if (!targets.shape().equals(scores.shape())) {
      throw new IllegalArgumentException(
          "MeanSquaredError: expected targets "
              + scores.shape()
              + " like the scores, got "
              + targets.shape());
    }
    if (losses != null && losses.length < scores.batchSize()) {
      throw new IllegalArgumentException(
          "MeanSquaredError: room for "
              + losses.length
              + " losses of "
              + scores.batchSize()
              + " samples");
    }
  }
}
