package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * The classifier's loss from scores before softmax, for targets that are a probability of each
 * class: {@code -sum over j of t[j] log softmax(score)[j]}.
 *
 * <p>Scores and targets are {@code [N, classes]}; the targets of a sample add up to 1. Keras's
 * {@code CategoricalCrossentropy(from_logits=True)}, PyTorch's {@code CrossEntropyLoss} with
 * probabilities; {@link SoftmaxCrossEntropy} is the same for whole-number labels. Computed in
 * float64 with the greatest score subtracted. The gradient is {@code (softmax(score)[j] - t[j]) /
 * N}.
 */
public final class CategoricalCrossEntropy implements Loss<Tensor> {
  /** How far the sum of a sample's float32 targets may be from 1. */
  private static final double TOLERANCE = 1e-3;

  private final double smoothing;

  /** The loss without label smoothing. */
  public CategoricalCrossEntropy() {
    this(0);
  }

  private CategoricalCrossEntropy(double smoothing) {
    this.smoothing = LossChecks.smoothing(smoothing);
  }

  /**
   * This loss with smoothed targets, {@code t (1 - share) + share / classes} (Keras's and PyTorch's
   * formula).
   *
   * @param share in [0, 1)
   */
  public CategoricalCrossEntropy labelSmoothing(double share) {
    return new CategoricalCrossEntropy(share);
  }

  /** The share of {@link #labelSmoothing(double)}; 0 without smoothing. */
  public double labelSmoothing() {
    return smoothing;
  }

  @Override
  public double forward(Tensor scores, Tensor targets, double[] losses, Tensor gradient) {
    LossChecks.requireClasses(this, scores);
    LossChecks.require(this, scores, targets, losses);
    int samples = scores.batchSize();
    int classes = scores.shape().dim(1);
    checkTargets(targets, samples, classes);
    if (gradient != null) {
      gradient.reshapeToBatch(samples, scores.shape().sample());
    }
    float[] values = scores.data();
    double total = 0;
    for (int n = 0; n < samples; n++) {
      int start = n * classes;
      float greatest = Softmax.greatest(values, start, classes);
      double sum = Softmax.sumOfExponentials(values, start, classes, greatest);
      double whole = 0;
      double loss = 0;
      for (int j = start; j < start + classes; j++) {
        double target = smooth(targets.data()[j], classes);
        whole += target;
        loss += target == 0 ? 0 : target * (Math.log(sum) + greatest - values[j]);
      }
      total += loss;
      if (losses != null) {
        losses[n] = loss;
      }
      if (gradient != null) {
        for (int j = start; j < start + classes; j++) {
          double probability = Math.exp((double) values[j] - greatest) / sum;
          double target = smooth(targets.data()[j], classes);
          gradient.data()[j] = (float) ((whole * probability - target) / samples);
        }
      }
    }
    return total / samples;
  }

  private double smooth(double target, int classes) {
    return target * (1 - smoothing) + smoothing / classes;
  }

  private static void checkTargets(Tensor targets, int samples, int classes) {
    for (int n = 0; n < samples; n++) {
      double sum = 0;
      boolean negative = false;
      for (int j = n * classes; j < (n + 1) * classes; j++) {
        sum += targets.data()[j];
        negative |= targets.data()[j] < 0;
      }
      if (negative || !(Math.abs(sum - 1) <= TOLERANCE)) {
        throw new IllegalArgumentException(
            "CategoricalCrossEntropy: the targets of sample "
                + n
                + (negative ? " have a negative value" : " add up to " + sum)
                + ", but they are probabilities of the classes, 0 to 1, which add up to 1");
      }
    }
  }

  @Override
  public String toString() {
    return "CategoricalCrossEntropy"
        + (smoothing == 0 ? "" : "(label smoothing " + smoothing + ")");
  }
}
