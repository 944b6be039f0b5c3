package dev.limpid.layers;

import dev.limpid.core.Tensor;
import java.util.Arrays;

/**
 * The classifier's loss from scores before softmax ("logits"): with label {@code k} of a sample,
 * {@code log(sum over j of exp(score[j])) - score[k]}.
 *
 * <p>The scores are {@code [N, classes]}, the targets one label in 0 ... classes - 1 for each
 * sample (Keras's {@code SparseCategoricalCrossentropy(from_logits=True)}, PyTorch's {@code
 * CrossEntropyLoss}). The array of labels may be longer than the batch; the first {@code N} count.
 * {@link CategoricalCrossEntropy} takes probabilities.
 *
 * <p>Computed in float64 with the greatest score subtracted: neither overflows nor loses the loss
 * of a sample whose probability rounds to 0 or 1 in float32. The gradient is {@code (softmax(score)
 * - [j = k]) / N}.
 */
public final class SoftmaxCrossEntropy implements Loss<int[]> {
  private final double smoothing;
  private final double[] classWeights;
  private final boolean dividesByWeights;

  /** The loss without label smoothing and class weights. */
  public SoftmaxCrossEntropy() {
    this(0, null, false);
  }

  private SoftmaxCrossEntropy(double smoothing, double[] classWeights, boolean dividesByWeights) {
    this.smoothing = LossChecks.smoothing(smoothing);
    this.classWeights = classWeights;
    this.dividesByWeights = dividesByWeights;
  }

  /**
   * This loss with smoothed targets: {@code (1 - share) [j = k] + share / classes} in the place of
   * {@code [j = k]} (Keras's and PyTorch's formula). Szegedy et al., "Rethinking the Inception
   * Architecture for Computer Vision" (2016).
   *
   * @param share in [0, 1), usually 0.1
   */
  public SoftmaxCrossEntropy labelSmoothing(double share) {
    return new SoftmaxCrossEntropy(share, classWeights, dividesByWeights);
  }

  /** The share of {@link #labelSmoothing(double)}; 0 without smoothing. */
  public double labelSmoothing() {
    return smoothing;
  }

  /**
   * This loss with a weight for each class: the loss of a sample is multiplied by that of its
   * class. The mean is the sum over the number of samples, as with Keras's {@code class_weight};
   * {@link #dividingByWeights} has PyTorch's.
   *
   * @param weights one for each class, 0 or more and finite
   */
  public SoftmaxCrossEntropy classWeights(double... weights) {
    for (int c = 0; c < weights.length; c++) {
      if (!(weights[c] >= 0 && weights[c] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "SoftmaxCrossEntropy: the weight of class "
                + c
                + " must be 0 or more and finite, but is "
                + weights[c]);
      }
    }
    return new SoftmaxCrossEntropy(smoothing, weights.clone(), dividesByWeights);
  }

  /**
   * This loss with the weighted losses of a batch divided by the sum of its weights, as PyTorch's
   * {@code CrossEntropyLoss(weight=...)} does, rather than by the number of samples. A batch whose
   * weights are all 0 has the loss 0.
   */
  public SoftmaxCrossEntropy dividingByWeights() {
    return new SoftmaxCrossEntropy(smoothing, classWeights, true);
  }

  /** By how much the loss of a sample of a class is multiplied; 1 without class weights. */
  public double classWeight(int label) {
    return classWeights == null ? 1 : classWeights[label];
  }

  /** Whether the mean is over the samples' weights, by {@link #dividingByWeights}. */
  public boolean dividesByWeights() {
    return dividesByWeights;
  }

  @Override
  public double forward(Tensor scores, int[] labels, double[] losses, Tensor gradient) {
    check(scores, labels, losses);
    int samples = scores.batchSize();
    int classes = scores.shape().dim(1);
    if (gradient != null) {
      gradient.reshapeToBatch(samples, scores.shape().sample());
    }
    double ofOthers = smoothing / classes;
    double ofOwn = 1 - smoothing + ofOthers;
    double divisor = divisor(labels, samples);
    float[] values = scores.data();
    double total = 0;
    for (int n = 0; n < samples; n++) {
      int start = n * classes;
      float greatest = Softmax.greatest(values, start, classes);
      double sum = Softmax.sumOfExponentials(values, start, classes, greatest);
      double loss = Math.log(sum) + greatest - values[start + labels[n]];
      if (smoothing != 0) {
        double ofAll = Math.log(sum) + greatest - mean(values, start, classes);
        loss = (1 - smoothing) * loss + smoothing * ofAll;
      }
      double weight = classWeight(labels[n]);
      loss *= weight;
      total += loss;
      if (losses != null) {
        losses[n] = loss * (samples / divisor);
      }
      if (gradient != null) {
        float[] d = gradient.data();
        for (int j = 0; j < classes; j++) {
          double probability = Math.exp((double) values[start + j] - greatest) / sum;
          double target = j == labels[n] ? ofOwn : ofOthers;
          d[start + j] = (float) (weight * (probability - target) / divisor);
        }
      }
    }
    return total / divisor;
  }

  private static double mean(float[] values, int from, int count) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += values[i];
    }
    return sum / count;
  }

  private double divisor(int[] labels, int samples) {
    if (!dividesByWeights || classWeights == null) {
      return samples;
    }
    double sum = 0;
    for (int n = 0; n < samples; n++) {
      sum += classWeights[labels[n]];
    }
    return sum == 0 ? samples : sum;
  }

  private void check(Tensor scores, int[] labels, double[] losses) {
    LossChecks.requireClasses(this, scores);
    int samples = scores.batchSize();
    int classes = scores.shape().dim(1);
    if (labels.length < samples) {
      throw new IllegalArgumentException(
          "SoftmaxCrossEntropy: " + labels.length + " labels for " + samples + " samples");
    }
    LossChecks.requireRoom(this, samples, losses);
    if (classWeights != null && classWeights.length != classes) {
      throw new IllegalArgumentException(
          "SoftmaxCrossEntropy: "
              + classWeights.length
              + " class weights for "
              + classes
              + " classes");
    }
    for (int n = 0; n < samples; n++) {
      if (labels[n] < 0 || labels[n] >= classes) {
        throw new IllegalArgumentException(
            "SoftmaxCrossEntropy: sample "
                + n
                + " has label "
                + labels[n]
                + ", but with "
                + classes
                + " classes labels are 0 to "
                + (classes - 1));
      }
    }
  }

  /** For example {@code SoftmaxCrossEntropy(label smoothing 0.1, class weights [1.0, 2.0])}. */
  @Override
  public String toString() {
    String options =
        (smoothing == 0 ? "" : ", label smoothing " + smoothing)
            + (classWeights == null ? "" : ", class weights " + Arrays.toString(classWeights))
            + (dividesByWeights ? ", dividing by weights" : "");
    return "SoftmaxCrossEntropy" + (options.isEmpty() ? "" : "(" + options.substring(2) + ")");
  }
}
