package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * The classifier's loss from scores before softmax ("logits"): with label {@code k} of a sample,
 * {@code log(sum over j of exp(score[j])) - score[k]}.
 *
 * <p>The scores are {@code [N, classes]}, the targets one label in 0 ... classes - 1 for each
 * sample (Keras's {@code SparseCategoricalCrossentropy(from_logits=True)}, PyTorch's {@code
 * CrossEntropyLoss}). The array of labels may be longer than the batch; the first {@code N} count.
 *
 * <p>Computed in float64 with the greatest score subtracted: neither overflows nor loses the loss
 * of a sample whose probability rounds to 0 or 1 in float32. The gradient is {@code (softmax(score)
 * - [j = k]) / N}.
 */
public final class SoftmaxCrossEntropy implements Loss<int[]> {
  /** The loss has no options. */
  public SoftmaxCrossEntropy() {}

  @Override
  public double forward(Tensor scores, int[] labels, double[] losses, Tensor gradient) {
    check(scores, labels, losses);
    int samples = scores.batchSize();
    int classes = scores.shape().dim(1);
    if (gradient != null) {
      gradient.reshapeToBatch(samples, scores.shape().sample());
    }
    float[] values = scores.data();
    double total = 0;
    for (int n = 0; n < samples; n++) {
      int start = n * classes;
      float greatest = Softmax.greatest(values, start, classes);
      double sum = Softmax.sumOfExponentials(values, start, classes, greatest);
      double loss = Math.log(sum) + greatest - values[start + labels[n]];
      total += loss;
      if (losses != null) {
        losses[n] = loss;
      }
      if (gradient != null) {
        float[] d = gradient.data();
        for (int j = 0; j < classes; j++) {
          double probability = Math.exp((double) values[start + j] - greatest) / sum;
          d[start + j] = (float) ((j == labels[n] ? probability - 1 : probability) / samples);
        }
      }
    }
    return total / samples;
  }

  private static void check(Tensor scores, int[] labels, double[] losses) {
    if (scores.shape().rank() != 2 || scores.size() == 0) {
      throw new IllegalArgumentException(
          "SoftmaxCrossEntropy: expected scores [N,classes], got " + scores.shape());
    }
    int samples = scores.batchSize();
    int classes = scores.shape().dim(1);
    if (labels.length < samples) {
      throw new IllegalArgumentException(
          "SoftmaxCrossEntropy: " + labels.length + " labels for " + samples + " samples");
    }
    if (losses != null && losses.length < samples) {
      throw new IllegalArgumentException(
          "SoftmaxCrossEntropy: room for " + losses.length + " losses of " + samples + " samples");
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
}
