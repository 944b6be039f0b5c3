package dev.limpid.insight.doctor.statistics;

/** Shares that were counted. */
public final class Binomial {
  private Binomial() {}

  /**
   * P(X >= successes), summed exactly.
   *
   * @param trials how many
   * @param share probability of a success, 0 to 1
   */
  public static double upperTail(int successes, int trials, double share) {
    if (successes <= 0) {
      return 1;
    }
    if (share <= 0 || successes > trials) {
      return 0;
    }
    if (share >= 1) {
      return 1;
    }
    double logTerm = 0; // of P(X = successes)
    for (int i = 1; i <= successes; i++) {
      logTerm += Math.log((double) (trials - successes + i) / i);
    }
    logTerm += successes * Math.log(share) + (trials - successes) * Math.log1p(-share);
    double odds = share / (1 - share);
    double sum = 0;
    double ratio = 1; // to the first term
    for (int k = successes; k <= trials; k++) {
      sum += ratio;
      ratio *= odds * (trials - k) / (k + 1);
      if (ratio < 1e-15 * sum) {
        break;
      }
    }
    return Math.min(1, Math.exp(logTerm) * sum);
  }

  /**
   * The lower end of Wilson's interval (1927) for the share of successes.
   *
   * @param z quantile of the normal distribution: 1.96 for 95 %
   */
  public static double low(int successes, int trials, double z) {
    double n = trials;
    double p = successes / n;
    double centre = p + z * z / (2 * n);
    double spread = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return Math.max(0, (centre - spread) / (1 + z * z / n));
  }
}
