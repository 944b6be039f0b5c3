package dev.limpid.insight.measure.check;

import dev.limpid.core.Tensor;
import dev.limpid.insight.check.ClassLabels;
import dev.limpid.layers.Softmax;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Counts which labels the images have that training steps took for each class; see {@link
 * ClassLabels}. It reads the scores of each step's own forward pass, and so costs no pass.
 */
final class ClassLabelsMeter {
  private final Plan plan;
  private final int classes;
  private final int[] labels;
  private final int[] taken;
  private final float[] confidence;
  private int count;

  ClassLabelsMeter(Plan plan) {
    this.plan = plan;
    this.classes = plan.network().outputShape().dim(0);
    this.labels = new int[plan.trainingSize()];
    this.taken = new int[plan.trainingSize()];
    this.confidence = new float[plan.trainingSize()];
  }

  /** Adds the images of a step, whose scores are there and whose labels are single classes. */
  void add(Step step) {
    if (classes < 2 || plan.augmentation().mixes()) {
      return;
    }
    int last = plan.network().layers().size() - (plan.network().endsWithSoftmax() ? 2 : 1);
    Tensor scores = plan.network().activation(last);
    for (int n = 0; n < step.batch().size() && count < labels.length; n++, count++) {
      int row = n * classes;
      float[] values = scores.data();
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = values[row + c] > values[row + best] ? c : best;
      }
      labels[count] = step.batch().labels()[n];
      taken[count] = best;
      confidence[count] =
          (float) (1 / Softmax.sumOfExponentials(values, row, classes, values[row + best]));
    }
  }

  /** The counts of the epoch, of the classes that two images or more were taken for. */
  List<ClassLabels> ofEpoch() {
    List<ClassLabels> found = counts(labels, taken, confidence, count, classes);
    count = 0;
    return found;
  }

  /** The counts of the first images, of the classes that two or more were taken for. */
  static List<ClassLabels> counts(
      int[] labels, int[] taken, float[] confidence, int images, int classes) {
    List<List<Integer>> byClass = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      byClass.add(new ArrayList<>());
    }
    for (int i = 0; i < images; i++) {
      byClass.get(taken[i]).add(i);
    }
    List<ClassLabels> found = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      if (byClass.get(c).size() > 1) {
        byClass.get(c).sort(Comparator.comparingDouble((Integer i) -> -confidence[i]));
        found.add(counts(c, byClass.get(c), labels, classes));
      }
    }
    return found;
  }

  /** Of the images that were taken for a class, the surest first. */
  private static ClassLabels counts(int c, List<Integer> images, int[] labels, int classes) {
    int half = images.size() / 2;
    int[] surer = counts(images.subList(0, half), labels, classes);
    int[] rest = counts(images.subList(half, images.size()), labels, classes);
    int other = c == 0 ? 1 : 0;
    for (int label = 0; label < classes; label++) {
      other = label != c && surer[label] > surer[other] ? label : other;
    }
    int restImages = images.size() - half;
    return new ClassLabels(
        c,
        other,
        half,
        half - surer[c],
        surer[other],
        restImages,
        restImages - rest[c],
        rest[other]);
  }

  private static int[] counts(List<Integer> images, int[] labels, int classes) {
    int[] counts = new int[classes];
    images.forEach(i -> counts[labels[i]]++);
    return counts;
  }
}
