package dev.limpid.bench.faults.score;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Whether one sample lies above another: Welch's t-test, which does not ask for equal variances
 * (Biometrika 34, 1947), and Cohen's d, the difference in units of the pooled standard deviation.
 *
 * @param t Welch's t; infinite where samples without any spread differ
 * @param degrees of freedom by Welch and Satterthwaite
 * @param p two-sided
 * @param d Cohen's d, positive if the first is greater
 */
public record Welch(double t, double degrees, double p, double d) {

  /**
   * Compares two samples.
   *
   * @throws IllegalArgumentException if one has fewer than two numbers
   */
  public static Welch of(double[] first, double[] second) {
    if (first.length < 2 || second.length < 2) {
      throw new IllegalArgumentException(
          "Welch's test needs two numbers or more on each side, but has "
              + first.length
              + " and "
              + second.length);
    }
    double difference = mean(first) - mean(second);
    double a = variance(first) / first.length;
    double b = variance(second) / second.length;
    if (a + b == 0) {
      double infinite = difference == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, difference);
      return new Welch(
          infinite, first.length + second.length - 2.0, difference == 0 ? 1 : 0, infinite);
    }
    double t = difference / Math.sqrt(a + b);
    double degrees = (a + b) * (a + b) / (a * a / (first.length - 1) + b * b / (second.length - 1));
    double pooled =
        ((first.length - 1) * variance(first) + (second.length - 1) * variance(second))
            / (first.length + second.length - 2);
    return new Welch(t, degrees, twoSided(t, degrees), difference / Math.sqrt(pooled));
  }

  /** Whether the first sample lies above the second: p below 0.05, and d of 0.5 or more. */
  public boolean above() {
    return p < 0.05 && d >= 0.5;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum() / (values.length - 1);
  }

  /** P(|T| > |t|) of Student's distribution. */
  static double twoSided(double t, double degrees) {
    return 2 * TDistribution.of(degrees).survivalProbability(Math.abs(t));
  }
}
