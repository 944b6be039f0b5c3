package dev.limpid.insight.doctor.statistics;

/** The chi-squared distribution. */
public final class ChiSquared {
  private ChiSquared() {}

  /**
   * P(X > x), by Wilson and Hilferty's cube root (1931): within 5 % down to 0.001.
   *
   * @param degrees of freedom; with none the answer is 1
   */
  public static double upperTail(double x, int degrees) {
    if (degrees < 1) {
      return 1;
    }
    double variance = 2.0 / (9 * degrees);
    return Normal.upperTail((Math.cbrt(x / degrees) - (1 - variance)) / Math.sqrt(variance));
  }
}
