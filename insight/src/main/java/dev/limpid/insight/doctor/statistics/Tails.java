package dev.limpid.insight.doctor.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;

/** Tails of the distributions that the doctor's tests need. */
public final class Tails {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private Tails() {}

  /**
   * Returns P(X > x) of the chi-squared distribution.
   *
   * @param degrees of freedom; with none the answer is 1
   */
  public static double chiSquared(double x, int degrees) {
    return degrees < 1 ? 1 : ChiSquaredDistribution.of(degrees).survivalProbability(x);
  }

  /**
   * Returns P(X >= successes) of the binomial distribution.
   *
   * @param trials how many
   * @param share probability of a success, 0 to 1
   */
  public static double binomial(int successes, int trials, double share) {
    return BinomialDistribution.of(trials, share).survivalProbability(successes - 1);
  }

  /**
   * Returns the lower end of Wilson's interval (1927) for the share of successes.
   *
   * @param trials how many; of none nothing is known, and the answer is 0
   * @param z quantile of the normal distribution: 1.96 for 95 %
   */
  public static double wilsonLow(int successes, int trials, double z) {
    return trials == 0
        ? 0
        : Math.max( // or it is a little below, by rounding
            0,
            BinomialConfidenceInterval.WILSON_SCORE
                .fromErrorRate(trials, successes, 2 * NORMAL.survivalProbability(z))
                .getLowerBound());
  }

  /**
   * Returns how many of some balls the fullest of some boxes has, in the mean, where each ball
   * falls into any box alike; as if their numbers were independent and of Poisson's distribution.
   */
  public static double expectedMaximum(int balls, int boxes) {
    if (balls == 0) {
      return 0;
    }
    PoissonDistribution ofBox = PoissonDistribution.of((double) balls / boxes);
    double mean = 0;
    for (int count = 0; count < balls; count++) {
      mean += 1 - Math.pow(ofBox.cumulativeProbability(count), boxes);
    }
    return mean;
  }

  /**
   * Returns by how many standard errors a share is above another, with the variance of both
   * together: the test of two proportions.
   *
   * @param trials of the share
   * @param others successes of the other share
   * @param ofOthers trials of the other share
   */
  public static double errorsAbove(int successes, int trials, int others, int ofOthers) {
    double share = ((double) successes + others) / ((double) trials + ofOthers);
    double variance = share * (1 - share) * (1.0 / trials + 1.0 / ofOthers);
    return ((double) successes / trials - (double) others / ofOthers) / Math.sqrt(variance);
  }

  /**
   * Returns how many standard errors of a few values are as rare as so many of a known deviation:
   * Student's quantile at the chance of the normal distribution's.
   *
   * @param z of the normal distribution: 3.09 for 0.1 %
   * @param degrees of freedom of the standard error; infinite where it is known, NaN without one
   */
  public static double student(double z, double degrees) {
    return degrees > 0
        ? TDistribution.of(degrees).inverseSurvivalProbability(NORMAL.survivalProbability(z))
        : Double.NaN;
  }

  /**
   * Returns P(D > distance) of the test of Kolmogorov and Smirnov, where both samples are from one
   * distribution: the limit for large samples, within 5 % for two samples of 20. By hand, because
   * libraries want the samples, and a record keeps their distance alone.
   *
   * @param n size of one sample
   * @param m size of the other
   */
  public static double kolmogorovSmirnov(double distance, int n, int m) {
    double lambda = Math.sqrt((double) n * m / (n + m)) * distance;
    if (lambda < 0.2) {
      return 1; // the series needs many terms here, and is 1 to 12 digits
    }
    double sum = 0;
    for (int k = 1; k <= 100; k++) {
      double term = Math.exp(-2 * k * k * lambda * lambda);
      sum += k % 2 == 1 ? term : -term;
      if (term < 1e-12 * sum) {
        break;
      }
    }
    return Math.max(0, Math.min(1, 2 * sum));
  }
}
