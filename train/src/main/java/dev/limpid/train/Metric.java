package dev.limpid.train;

import dev.limpid.layers.Loss.Task;
import java.util.function.ToDoubleFunction;

/**
 * A figure of what a network said to a data set, beside loss and accuracy. One of your own computes
 * it from the {@link Predictions}:
 *
 * <pre>{@code
 * Metric surelyWrong =
 *     Metric.of(
 *         "surely_wrong",
 *         predictions -> {
 *           int count = 0;
 *           for (int i = 0; i < predictions.size(); i++) {
 *             count += !predictions.correct()[i] && predictions.confidence()[i] > 0.9 ? 1 : 0;
 *           }
 *           return (double) count / predictions.size();
 *         });
 * }</pre>
 */
public interface Metric {
  /** How the figures of several classes become one. */
  enum Average {
    /** The mean over the classes that occur, among the images' own or the predicted ones. */
    MACRO,
    /** The figure of all decisions together. */
    MICRO,
    /** The mean over the classes, each with the number of its images. */
    WEIGHTED
  }

  /** The name in tables and columns, such as {@code f1_macro}. */
  String name();

  /** Computes it; NaN where it is not defined. */
  double of(Predictions predictions);

  /**
   * Checks that it can be computed.
   *
   * @throws IllegalArgumentException if it is for another kind of task
   */
  default void requireFits(Task task) {}

  /** A figure of your own. */
  static Metric of(String name, ToDoubleFunction<Predictions> formula) {
    return new NamedMetric(name, formula);
  }

  /**
   * Precision: of what was taken for a class, the share that is of it; 0 where nothing was. With
   * several labels an image, a label is told where its probability is above a half.
   */
  static Metric precision(Average average) {
    return OneAgainstRest.precision(average);
  }

  /** Recall: of what is of a class, the share that was taken for it. Otherwise as precision. */
  static Metric recall(Average average) {
    return OneAgainstRest.recall(average);
  }

  /** F1: {@code 2 TP / (2 TP + FP + FN)}, the harmonic mean of precision and recall. */
  static Metric f1(Average average) {
    return OneAgainstRest.f1(average);
  }

  /**
   * The area under the ROC curve: the probability that an image of a class has a higher probability
   * of it than one of another class, where ties count half. The mean over the classes that have
   * both; NaN if none has. Fawcett, "An introduction to ROC analysis" (2006).
   */
  static Metric rocAuc() {
    return Ranking.rocAuc();
  }

  /**
   * Average precision: the mean precision at the rank of each image of a class, images of one
   * probability taken together: {@code sum over n of (R_n - R_(n-1)) P_n}. The mean over the
   * classes that have images.
   */
  static Metric averagePrecision() {
    return Ranking.averagePrecision();
  }

  /**
   * The expected calibration error: how far confidence is from accuracy, in bins of equal width,
   * each with the share of its images. 0 is best. Guo et al., "On Calibration of Modern Neural
   * Networks" (2017), arXiv:1706.04599.
   *
   * @param bins how many, 15 in the paper
   */
  static Metric calibrationError(int bins) {
    return new CalibrationError(bins);
  }

  /** The mean absolute error of a regression, over all its numbers. */
  static Metric meanAbsoluteError() {
    return RegressionMetric.meanAbsoluteError();
  }

  /**
   * R2 of a regression, {@code 1 - sum (y - prediction)^2 / sum (y - mean)^2}: 1 is best, and 0 is
   * what the mean alone gets. The mean over the outputs; NaN where all targets of one are the same.
   */
  static Metric r2() {
    return RegressionMetric.r2();
  }

  /**
   * A metric by its name: {@code precision_macro}, {@code recall_micro}, {@code f1_weighted} and
   * their like, {@code roc_auc}, {@code average_precision}, {@code calibration_error} of 15 bins,
   * {@code mean_absolute_error}, {@code r2}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Metric named(String name) {
    return NamedMetric.of(name);
  }
}
