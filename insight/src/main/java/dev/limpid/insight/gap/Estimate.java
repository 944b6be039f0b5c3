package dev.limpid.insight.gap;

import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A number that was measured on a sample.
 *
 * @param value the measurement
 * @param standardError how far it is expected to be from the same measurement on all data; 0 if it
 *     was made on all of them, NaN if nothing can be said
 * @param degreesOfFreedom of the standard error, for Student's t; infinite where it is known
 */
public record Estimate(double value, double standardError, double degreesOfFreedom) {
  /** A number that is known. */
  public static Estimate exact(double value) {
    return new Estimate(value, 0, Double.POSITIVE_INFINITY);
  }

  /** Half the width of the 95 % interval. */
  public double halfWidth() {
    if (standardError == 0) {
      return 0;
    }
    if (!(degreesOfFreedom > 0)) {
      return Double.NaN;
    }
    return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(0.025) * standardError;
  }

  /** The lower end of the 95 % interval. */
  public double low() {
    return value - halfWidth();
  }

  /** The upper end of the 95 % interval. */
  public double high() {
    return value + halfWidth();
  }

  /** Whether the 95 % interval covers a number. */
  public boolean covers(double number) {
    return low() <= number && number <= high();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4g (+-%.2g)", value, halfWidth());
  }
}
