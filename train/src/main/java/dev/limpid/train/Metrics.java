package dev.limpid.train;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Loss.Task;
import dev.limpid.train.data.Batch;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds up loss, accuracy, top-k accuracy and, if asked, the confusion matrix over batches. Where
 * images have several labels, accuracy is the share of images whose labels are all told rightly; a
 * regression has none.
 */
final class Metrics {
  private static final Set<String> ALWAYS = Set.of("loss", "accuracy", "top_k_accuracy");

  private final Task task;
  private final int outputs;
  private final int topK;

  /**
   * Null if it is not counted. Classes without images share one row of zeros: of many classes, all
   * rows would not fit into memory.
   */
  private final int[][] confusion;

  private final int[] noImages;
  private double lossSum;
  private long images;
  private long right;
  private long rightInTopK;

  /** Checks that each figure can be told from the others by its name. */
  static void requireDistinct(List<Metric> chosen) {
    Set<String> names = new HashSet<>(ALWAYS);
    for (Metric metric : chosen) {
      if (!names.add(metric.name())) {
        throw new IllegalArgumentException(
            ALWAYS.contains(metric.name())
                ? "a metric can't be named '" + metric.name() + "': each evaluation has that figure"
                : "two metrics are named '" + metric.name() + "'; give one of them another name");
      }
    }
  }

  private Metrics(Task task, int outputs, int topK, boolean confusions) {
    this.task = task;
    this.outputs = outputs;
    this.topK = Math.min(topK, outputs);
    boolean counts = confusions && task == Task.CLASSIFICATION;
    this.noImages = new int[counts ? outputs : 0];
    this.confusion = confusions ? new int[noImages.length][] : null;
    if (confusions) {
      Arrays.fill(confusion, noImages);
    }
  }

  /** Sums without the confusion matrix, in little memory for any number of classes. */
  static Metrics running(Task task, int outputs, int topK) {
    return new Metrics(task, outputs, topK, false);
  }

  /** Sums for an {@link #evaluation}. */
  static Metrics ofEvaluation(Task task, int outputs, int topK) {
    return new Metrics(task, outputs, topK, true);
  }

  /**
   * Adds a batch.
   *
   * @param scores {@code [N, outputs]}, the higher the likelier
   * @param batch its labels or targets
   * @param meanLoss of this batch
   */
  void add(Tensor scores, Batch batch, double meanLoss) {
    int n = scores.batchSize();
    switch (task) {
      case CLASSIFICATION -> addClasses(scores.data(), batch.labels(), n);
      case MULTI_LABEL -> {
        for (int i = 0; i < n; i++) {
          int row = i * outputs;
          if (allRight(scores.data(), row, 0, batch.targets().data(), row, outputs)) {
            right++;
            rightInTopK++;
          }
        }
      }
      case REGRESSION -> {
        // nothing is right or wrong
      }
    }
    // by image, so that a smaller last batch does not count more than its images
    lossSum += meanLoss * n;
    images += n;
  }

  private void addClasses(float[] values, int[] labels, int n) {
    for (int i = 0; i < n; i++) {
      int row = i * outputs;
      float own = values[row + labels[i]];
      int best = 0;
      int above = 0;
      for (int c = 0; c < outputs; c++) {
        if (values[row + c] > values[row + best]) {
          best = c;
        }
        // among equal scores the lower class comes first, here as for the best
        if (values[row + c] > own || (values[row + c] == own && c < labels[i])) {
          above++;
        }
      }
      if (confusion != null) {
        confuse(labels[i], best);
      }
      right += best == labels[i] ? 1 : 0;
      rightInTopK += above < topK ? 1 : 0;
    }
  }

  private void confuse(int actual, int predicted) {
    if (confusion[actual] == noImages) {
      confusion[actual] = new int[outputs];
    }
    confusion[actual][predicted]++;
  }

  /** Whether each label is told rightly: above the threshold where its target is above a half. */
  static boolean allRight(
      float[] values, int from, float threshold, float[] targets, int fromTarget, int count) {
    for (int c = 0; c < count; c++) {
      if (values[from + c] > threshold != targets[fromTarget + c] > 0.5f) {
        return false;
      }
    }
    return true;
  }

  double loss() {
    return lossSum / images;
  }

  double accuracy() {
    return task == Task.REGRESSION ? Double.NaN : (double) right / images;
  }

  double topKAccuracy() {
    return task == Task.REGRESSION ? Double.NaN : (double) rightInTopK / images;
  }

  /** The sums so far, without the confusion matrix. */
  double[] sums() {
    return new double[] {lossSum, images, right, rightInTopK};
  }

  /** Goes on from such sums. */
  void goOnFrom(double[] sums) {
    lossSum = sums[0];
    images = (long) sums[1];
    right = (long) sums[2];
    rightInTopK = (long) sums[3];
  }

  Evaluation evaluation(Predictions predictions, List<Metric> chosen) {
    Map<String, Double> figures = new LinkedHashMap<>();
    chosen.forEach(metric -> figures.put(metric.name(), metric.of(predictions)));
    return new Evaluation(
        (int) images, loss(), accuracy(), topK, topKAccuracy(), confusion, predictions, figures);
  }
}
