package dev.limpid.bench.faults.score;

/**
 * The regularized incomplete beta function, from which the distributions of Student's t and of
 * shares are computed.
 */
final class Beta {
  private Beta() {}

  /**
   * I(x; a, b), by the continued fraction of DLMF 8.17.22, evaluated by Lentz's method; to about 12
   * digits.
   */
  static double regularized(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    if (x > (a + 1) / (a + b + 2)) {
      return 1 - regularized(1 - x, b, a);
    }
    double front =
        Math.exp(
            a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
    double c = 1;
    double d = 0;
    double product = 1;
    for (int i = 0; i < 500; i++) {
      int m = i / 2;
      double term =
          i == 0
              ? 1
              : i % 2 == 0
                  ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                  : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / nonZero(1 + term * d);
      c = nonZero(1 + term / c);
      product *= c * d;
      if (Math.abs(c * d - 1) < 1e-14) {
        break;
      }
    }
    return front * (product - 1) / a;
  }

  /** The x at which I(x; a, b) is p, by bisection. */
  static double quantile(double p, double a, double b) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (regularized(middle, a, b) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double nonZero(double x) {
    return Math.abs(x) < 1e-300 ? 1e-300 : x;
  }

  /** Stirling's series from 10 on, reached by the recurrence; to about 14 digits. */
  static double logGamma(double x) {
    double shift = 0;
    double z = x;
    while (z < 10) {
      shift -= Math.log(z);
      z++;
    }
    double inverse = 1 / (z * z);
    double series =
        (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680))) / z;
    return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
  }
}
