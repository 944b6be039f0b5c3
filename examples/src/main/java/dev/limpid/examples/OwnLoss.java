package dev.limpid.examples;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Softmax;

/**
 * A loss of one's own: cross-entropy with smoothed labels. The target of a sample with label {@code
 * k} is {@code t[j] = (1 - e) [j = k] + e / classes}; its loss is {@code -sum over j of t[j] log
 * softmax(score)[j]}, and the gradient by a score {@code softmax(score)[j] - t[j]}. It keeps a
 * network from becoming ever surer of what it knows.
 *
 * <p>Szegedy et al., "Rethinking the Inception Architecture for Computer Vision" (2016). {@link
 * OwnLoop#epoch} trains with it.
 */
public final class OwnLoss implements Loss<int[]> {
  private final double smoothing;

  /** Creates the loss with this {@code e}, in [0, 1). */
  public OwnLoss(double smoothing) {
    this.smoothing = smoothing;
  }

  @Override
  public double forward(Tensor scores, int[] labels, double[] losses, Tensor gradient) {
    int samples = scores.batchSize();
    int classes = scores.shape().dim(1);
    if (gradient != null) {
      gradient.reshapeToBatch(samples, scores.shape().sample());
    }
    float[] s = scores.data();
    double total = 0;
    for (int n = 0; n < samples; n++) {
      int start = n * classes;
      float greatest = Softmax.greatest(s, start, classes); // subtracted: no exp overflows
      double sum = Softmax.sumOfExponentials(s, start, classes, greatest);
      double loss = Math.log(sum) + greatest;
      for (int j = 0; j < classes; j++) {
        double target = (j == labels[n] ? 1 - smoothing : 0) + smoothing / classes;
        double score = s[start + j];
        loss -= target * score;
        if (gradient != null) { // of the mean over the samples
          double probability = Math.exp(score - greatest) / sum;
          gradient.data()[start + j] = (float) ((probability - target) / samples);
        }
      }
      if (losses != null) {
        losses[n] = loss;
      }
      total += loss;
    }
    return total / samples;
  }

  /** Compares the gradient with differences of the loss: how one finds a wrong formula. */
  public static void main(String[] args) {
    Loss<int[]> loss = new OwnLoss(0.1);
    Rng rng = Rng.of(1);
    Tensor scores = Tensor.zeros(4, 5);
    for (int i = 0; i < scores.size(); i++) {
      scores.data()[i] = rng.nextFloat(-2, 2);
    }
    int[] labels = {0, 1, 2, 4};
    Tensor gradient = Tensor.zeros(4, 5);
    System.out.println("loss " + loss.forward(scores, labels, null, gradient));
    double worst = 0;
    for (int i = 0; i < scores.size(); i++) {
      float score = scores.data()[i];
      scores.data()[i] = score + 0.01f;
      double above = loss.forward(scores, labels);
      scores.data()[i] = score - 0.01f;
      double below = loss.forward(scores, labels);
      scores.data()[i] = score;
      worst = Math.max(worst, Math.abs((above - below) / 0.02 - gradient.data()[i]));
    }
    System.out.println("gradient and differences are apart by " + worst + " at most");
  }
}
