package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The two-sample chi-squared test on the images of each class in training and validation. The
 * counts differ if p is below 0.001 and the effect is more than small: Cramer's V above 0.1,
 * Cohen's bound (Statistical Power Analysis, 1988).
 *
 * @param statistic chi-squared
 * @param classes that have an image
 * @param effect Cramer's V, 0 to 1
 * @param inTrainingAlone classes without a validation image, where one was to be expected
 * @param inValidationAlone classes without a training image
 */
public record ClassCounts(
    double statistic,
    int classes,
    double effect,
    List<Integer> inTrainingAlone,
    List<Integer> inValidationAlone) {
  private static final double LARGEST_P = 0.001;
  private static final double SMALL_EFFECT = 0.1;

  /** A class of which fewer are expected may well be missing by chance. */
  private static final double EXPECTED = 5;

  /** Those of a run. */
  public static ClassCounts of(RunRecord run) {
    return of(run.data().training(), run.data().validation());
  }

  static ClassCounts of(int[] training, int[] validation) {
    double n = 0;
    double m = 0;
    for (int c = 0; c < training.length; c++) {
      n += training[c];
      m += validation[c];
    }
    double statistic = 0;
    int classes = 0;
    List<Integer> inTrainingAlone = new ArrayList<>();
    List<Integer> inValidationAlone = new ArrayList<>();
    for (int c = 0; c < training.length && n > 0 && m > 0; c++) {
      double both = training[c] + validation[c];
      if (both > 0) {
        classes++;
        double ofTraining = both * n / (n + m);
        double ofValidation = both * m / (n + m);
        statistic += square(training[c] - ofTraining) / ofTraining;
        statistic += square(validation[c] - ofValidation) / ofValidation;
        if (validation[c] == 0 && ofValidation >= EXPECTED) {
          inTrainingAlone.add(c);
        } else if (training[c] == 0) {
          inValidationAlone.add(c);
        }
      }
    }
    double effect = n + m == 0 ? 0 : Math.sqrt(statistic / (n + m));
    return new ClassCounts(statistic, classes, effect, inTrainingAlone, inValidationAlone);
  }

  private static double square(double x) {
    return x * x;
  }

  /** Whether the two sides differ. */
  public boolean differ() {
    return effect > SMALL_EFFECT && Tails.chiSquared(statistic, classes - 1) < LARGEST_P;
  }

  /** Classes that are on one side alone. */
  public int oneSided() {
    return inTrainingAlone.size() + inValidationAlone.size();
  }

  /** The statistic and its degrees of freedom, in words. */
  public String statisticText() {
    return String.format(Locale.ROOT, "%.0f at %d degrees of freedom", statistic, classes - 1);
  }
}
