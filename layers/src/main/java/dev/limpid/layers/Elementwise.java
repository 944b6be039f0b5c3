package dev.limpid.layers;

import dev.limpid.core.Tensor;

/** What losses have in common whose value is a mean over elements. */
final class Elementwise {
  /** A function of one score and its target. */
  interface Formula {
    /** Computes it. */
    double of(double score, double target);
  }

  private Elementwise() {}

  /**
   * The mean of a formula over all elements, as {@link Loss#forward(Tensor, Object, double[],
   * Tensor)}; the loss of a sample is the mean over its elements. In float64.
   *
   * @param owner for messages
   * @param loss of one element
   * @param slope its derivative by the score
   * @param probabilities whether targets have to be 0 to 1
   */
  static double forward(
      Loss<Tensor> owner,
      Formula loss,
      Formula slope,
      boolean probabilities,
      Tensor scores,
      Tensor targets,
      double[] losses,
      Tensor gradient) {
    LossChecks.require(owner, scores, targets, losses);
    int samples = scores.batchSize();
    int size = scores.size();
    int width = size / samples;
    if (probabilities) {
      requireProbabilities(owner, targets, width);
    }
    if (gradient != null) {
      gradient.reshapeToBatch(samples, scores.shape().sample());
    }
    float[] s = scores.data();
    float[] t = targets.data();
    double total = 0;
    for (int n = 0; n < samples; n++) {
      double sum = 0;
      for (int i = n * width; i < (n + 1) * width; i++) {
        double score = s[i]; // the gradient may be in its place
        sum += loss.of(score, t[i]);
        if (gradient != null) {
          gradient.data()[i] = (float) (slope.of(score, t[i]) / size);
        }
      }
      double ofSample = sum / width;
      total += ofSample;
      if (losses != null) {
        losses[n] = ofSample;
      }
    }
    return total / samples;
  }

  private static void requireProbabilities(Loss<Tensor> owner, Tensor targets, int width) {
    for (int i = 0; i < targets.size(); i++) {
      float target = targets.data()[i];
      if (!(target >= 0 && target <= 1)) {
        throw new IllegalArgumentException(
            owner.getClass().getSimpleName()
                + ": sample "
                + i / width
                + " has the target "
                + target
                + " at element "
                + i % width
                + ", but targets are probabilities, 0 to 1");
      }
    }
  }

  /** {@code 1 / (1 + exp(-x))}, which overflows nowhere. */
  static double sigmoid(double x) {
    double e = Math.exp(-Math.abs(x));
    return (x >= 0 ? 1 : e) / (1 + e);
  }

  /** {@code -t log(sigmoid(s)) - (1 - t) log(1 - sigmoid(s))}, exact for scores of any size. */
  static double crossEntropy(double s, double t) {
    return Math.max(s, 0) - s * t + Math.log1p(Math.exp(-Math.abs(s)));
  }
}
