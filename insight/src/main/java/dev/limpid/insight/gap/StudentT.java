package dev.limpid.insight.gap;

/** The quantile of Student's t distribution that 95 % intervals need. */
final class StudentT {
  private StudentT() {}

  /**
   * The number that is exceeded with a probability of 2.5 %.
   *
   * <p>One and two degrees of freedom have closed forms; the rest is Hill's expansion (Algorithm
   * 396, Communications of the ACM 13, 1970), which is right to 4 digits from 3 degrees on.
   *
   * @param degrees of freedom, 1 or more; infinite for the normal distribution
   */
  static double quantile975(double degrees) {
    double p = 0.05; // two-sided
    if (Double.isNaN(degrees)) {
      return Double.NaN;
    }
    if (degrees < 1.5) {
      return 1 / Math.tan(p * Math.PI / 2);
    }
    if (degrees < 2.5) {
      return Math.sqrt(2 / (p * (2 - p)) - 2);
    }
    double normal = 1.959963984540054;
    if (degrees > 1e6) {
      return normal;
    }
    double a = 1 / (degrees - 0.5);
    double b = 48 / (a * a);
    double c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
    double d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt(a * Math.PI / 2) * degrees;
    double y = Math.pow(d * p, 2 / degrees);
    if (y > 0.05 + a) {
      double x = -normal;
      y = x * x;
      if (degrees < 5) {
        c += 0.3 * (degrees - 4.5) * (x + 0.6);
      }
      c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
      y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
      y = Math.expm1(a * y * y);
    } else {
      y =
          ((1 / (((degrees + 6) / (degrees * y) - 0.089 * d - 0.822) * (degrees + 2) * 3)
                              + 0.5 / (degrees + 4))
                          * y
                      - 1)
                  * (degrees + 1)
                  / (degrees + 2)
              + 1 / y;
    }
    return Math.sqrt(degrees * y);
  }
}
