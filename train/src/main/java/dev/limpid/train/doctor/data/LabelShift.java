package dev.limpid.train.doctor.data;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Change;
import dev.limpid.train.doctor.finding.Evidence;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Classes are not as frequent in validation as in training: the two-sample chi-squared test on the
 * counts has p below 0.001, and the effect is more than small (Cramer's V above 0.1, Cohen's
 * bound). A problem where a class is on one side alone.
 */
final class LabelShift implements Cause {
  private static final double LARGEST_P = 0.001;
  private static final double SMALL_EFFECT = 0.1;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    int[] training = run.data().training();
    int[] validation = run.data().validation();
    double n = 0;
    double m = 0;
    for (int c = 0; c < training.length; c++) {
      n += training[c];
      m += validation[c];
    }
    if (n == 0 || m == 0) {
      return Optional.empty();
    }
    double statistic = 0;
    int classes = 0;
    int oneSided = 0;
    for (int c = 0; c < training.length; c++) {
      double both = training[c] + validation[c];
      if (both > 0) {
        classes++;
        double ofTraining = both * n / (n + m);
        double ofValidation = both * m / (n + m);
        statistic += square(training[c] - ofTraining) / ofTraining;
        statistic += square(validation[c] - ofValidation) / ofValidation;
        oneSided += training[c] == 0 || validation[c] == 0 && ofValidation >= 5 ? 1 : 0;
      }
    }
    double p = upperTail(statistic, classes - 1);
    double effect = Math.sqrt(statistic / (n + m));
    if (p >= LARGEST_P || effect <= SMALL_EFFECT) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "label-shift",
            oneSided > 0 ? Severity.PROBLEM : Severity.WARNING,
            "Classes are not as frequent in validation as in training",
            oneSided > 0
                ? oneSided
                    + " of "
                    + classes
                    + " classes are on one side alone: the split was not"
                    + " drawn at random."
                : "The split was not drawn at random, or the sets come from different sources.",
            Double.NaN,
            List.of(
                new Evidence(
                    "chi-squared",
                    String.format(
                        Locale.ROOT, "%.0f at %d degrees of freedom", statistic, classes - 1),
                    "run"),
                new Evidence(
                    "effect, Cramer's V", String.format(Locale.ROOT, "%.2f", effect), "run"),
                new Evidence("classes on one side alone", "" + oneSided, "confusion")),
            "Counts would differ by no more than a random split makes them.",
            List.of(new Change("Split.stratified", null, "the same shares on both sides")),
            "Lipton, Wang and Smola, Detecting and Correcting for Label Shift, 2018,"
                + " arXiv:1802.03916"));
  }

  private static double square(double x) {
    return x * x;
  }

  /** P(chi-squared > x), by Wilson and Hilferty's cube root (1931), within 5 % down to 0.001. */
  static double upperTail(double x, int degrees) {
    if (degrees < 1) {
      return 1;
    }
    double variance = 2.0 / (9 * degrees);
    double z = (Math.cbrt(x / degrees) - (1 - variance)) / Math.sqrt(variance);
    return 0.5 * erfc(z / Math.sqrt(2));
  }

  /** Abramowitz and Stegun 7.1.26, error below 1.5e-7. */
  private static double erfc(double x) {
    double t = 1 / (1 + 0.3275911 * Math.abs(x));
    double poly =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    double tail = poly * Math.exp(-x * x);
    return x >= 0 ? tail : 2 - tail;
  }
}
