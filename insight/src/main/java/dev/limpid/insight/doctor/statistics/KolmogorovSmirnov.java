package dev.limpid.insight.doctor.statistics;

/** The test of Kolmogorov and Smirnov for two samples. */
public final class KolmogorovSmirnov {
  private KolmogorovSmirnov() {}

  /**
   * P(D > distance) where both samples are from one distribution: the limit for large samples,
   * within 5 % for two samples of 20.
   *
   * @param n size of one sample
   * @param m size of the other
   */
  public static double upperTail(double distance, int n, int m) {
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
