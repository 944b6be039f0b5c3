package dev.limpid.train;

import dev.limpid.core.Tensor;

/** Adds up loss, accuracy, top-k accuracy and the confusion matrix over batches. */
final class Metrics {
  private final int classes;
  private final int topK;
  private int[][] confusion;
  private double lossSum;
  private int images;
  private int right;
  private int rightInTopK;

  Metrics(int classes, int topK) {
    this.classes = classes;
    this.topK = Math.min(topK, classes);
    reset();
  }

  void reset() {
    confusion = new int[classes][classes];
    lossSum = 0;
    images = 0;
    right = 0;
    rightInTopK = 0;
  }

  /**
   * Adds a batch.
   *
   * @param scores {@code [N, classes]}, the higher the likelier
   * @param labels the first N are used
   * @param meanLoss of this batch
   */
  void add(Tensor scores, int[] labels, double meanLoss) {
    int n = scores.batchSize();
    float[] values = scores.data();
    for (int i = 0; i < n; i++) {
      int row = i * classes;
      float own = values[row + labels[i]];
      int best = 0;
      int above = 0;
      for (int c = 0; c < classes; c++) {
        if (values[row + c] > values[row + best]) {
          best = c;
        }
        // among equal scores the lower class comes first, here as for the best
        if (values[row + c] > own || (values[row + c] == own && c < labels[i])) {
          above++;
        }
      }
      confusion[labels[i]][best]++;
      right += best == labels[i] ? 1 : 0;
      rightInTopK += above < topK ? 1 : 0;
    }
    // by image, so that a smaller last batch does not count more than its images
    lossSum += meanLoss * n;
    images += n;
  }

  double loss() {
    return lossSum / images;
  }

  double accuracy() {
    return (double) right / images;
  }

  double topKAccuracy() {
    return (double) rightInTopK / images;
  }

  Evaluation evaluation(Predictions predictions) {
    return new Evaluation(images, loss(), accuracy(), topK, topKAccuracy(), confusion, predictions);
  }
}
