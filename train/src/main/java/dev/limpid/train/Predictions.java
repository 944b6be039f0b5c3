package dev.limpid.train;

import dev.limpid.layers.Loss.Task;
import dev.limpid.train.data.Batch;
import java.util.Arrays;

/**
 * What a network said to each image of a data set, in the order of the data set: what means, their
 * errors, and figures of one's own are computed from.
 *
 * @param task what the outputs mean
 * @param losses the loss of each image
 * @param predicted the class with the highest score
 * @param confidence the probability of that class; NaN for a regression
 * @param correct whether it is the image's own class; where an image has several labels, whether
 *     each is told rightly; false for a regression
 * @param labels the images' own classes
 * @param outputs {@code [images][outputs]}, probabilities of the classes or labels, or the numbers
 *     of a regression
 * @param targets {@code [images][outputs]}, what the outputs should be; null where labels say it
 */
public record Predictions(
    Task task,
    double[] losses,
    int[] predicted,
    float[] confidence,
    boolean[] correct,
    int[] labels,
    float[][] outputs,
    float[][] targets) {
  static Predictions ofSize(Task task, int images, boolean withTargets) {
    return new Predictions(
        task,
        new double[images],
        new int[images],
        new float[images],
        new boolean[images],
        new int[images],
        new float[images][],
        withTargets ? new float[images][] : null);
  }

  /** Takes image {@code n} of a batch. */
  void set(int image, double loss, float[] output, Batch batch, int n) {
    int best = 0;
    for (int c = 1; c < output.length; c++) {
      best = output[c] > output[best] ? c : best;
    }
    losses[image] = loss;
    labels[image] = batch.labels()[n];
    outputs[image] = output;
    if (targets != null) {
      float[] all = batch.targets().data();
      targets[image] = Arrays.copyOfRange(all, n * output.length, (n + 1) * output.length);
    }
    switch (task) {
      case CLASSIFICATION -> {
        predicted[image] = best;
        confidence[image] = output[best];
        correct[image] = best == labels[image];
      }
      case MULTI_LABEL -> {
        predicted[image] = best;
        confidence[image] = output[best];
        correct[image] = Metrics.allRight(output, 0, 0.5f, targets[image], 0, output.length);
      }
      case REGRESSION -> confidence[image] = Float.NaN;
    }
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
    Predictions some = ofSize(task, indices.length, targets != null);
    for (int i = 0; i < indices.length; i++) {
      some.losses[i] = losses[indices[i]];
      some.predicted[i] = predicted[indices[i]];
      some.confidence[i] = confidence[indices[i]];
      some.correct[i] = correct[indices[i]];
      some.labels[i] = labels[indices[i]];
      some.outputs[i] = outputs[indices[i]];
      if (targets != null) {
        some.targets[i] = targets[indices[i]];
      }
    }
    return some;
  }

  @Override
  public String toString() {
    return "Predictions of " + size() + " images, mean loss " + meanLoss();
  }
}
