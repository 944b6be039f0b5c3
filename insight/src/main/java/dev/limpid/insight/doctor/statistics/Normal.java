package dev.limpid.insight.doctor.statistics;

/** The standard normal distribution. */
public final class Normal {
  private Normal() {}

  /** P(Z > z), with a relative error below 1.2e-7. */
  public static double upperTail(double z) {
    return 0.5 * erfc(z / Math.sqrt(2));
  }

  /**
   * The complementary error function, by Chebyshev fitting; relative error below 1.2e-7 everywhere
   * (Press et al., Numerical Recipes in C, 1992, section 6.2).
   */
  static double erfc(double x) {
    double t = 1 / (1 + 0.5 * Math.abs(x));
    double[] c = {
      -1.26551223,
      1.00002368,
      0.37409196,
      0.09678418,
      -0.18628806,
      0.27886807,
      -1.13520398,
      1.48851587,
      -0.82215223,
      0.17087277
    };
    double sum = 0;
    for (int i = c.length - 1; i >= 0; i--) {
      sum = sum * t + c[i];
    }
    double tail = t * Math.exp(-x * x + sum);
    return x >= 0 ? tail : 2 - tail;
  }
}
