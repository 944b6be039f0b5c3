package dev.limpid.train;

import java.util.Arrays;

/**
 * The answers of a network to each image of a data set, in the order of the data set: what means
 * and their errors are computed from.
 *
 * @param losses cross-entropy of each image
 * @param predicted the class with the highest score
 * @param confidence the probability of that class
 * @param correct whether it is the image's own class
 */
public record Predictions(double[] losses, int[] predicted, float[] confidence, boolean[] correct) {
  static Predictions ofSize(int images) {
    return new Predictions(
        new double[images], new int[images], new float[images], new boolean[images]);
  }

  void set(int image, double loss, float[] probabilities, int label) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++) {
      best = probabilities[c] > probabilities[best] ? c : best;
    }
    losses[image] = loss;
    predicted[image] = best;
    confidence[image] = probabilities[best];
    correct[image] = best == label;
  }

  /** How many images. */
  public int size() {
    return losses.length;
  }

  /** The mean of the losses, added in order. */
  public double meanLoss() {
    return Arrays.stream(losses).sum() / losses.length;
  }

  /** The share of images that were classified rightly. */
  public double accuracy() {
    int right = 0;
    for (boolean c : correct) {
      right += c ? 1 : 0;
    }
    return (double) right / correct.length;
  }

  /** These predictions for some of the images. */
  public Predictions subset(int[] indices) {
    Predictions some = ofSize(indices.length);
    for (int i = 0; i < indices.length; i++) {
      some.losses[i] = losses[indices[i]];
      some.predicted[i] = predicted[indices[i]];
      some.confidence[i] = confidence[indices[i]];
      some.correct[i] = correct[indices[i]];
    }
    return some;
  }

  @Override
  public String toString() {
    return "Predictions of " + size() + " images, mean loss " + meanLoss();
  }
}
