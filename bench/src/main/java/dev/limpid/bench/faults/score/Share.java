package dev.limpid.bench.faults.score;

import java.util.Locale;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * How many of how many, with the 95 % interval of Wilson (Journal of the American Statistical
 * Association 22, 1927).
 *
 * @param count how many
 * @param of of how many
 */
public record Share(int count, int of) {
  /** The share; NaN of none. */
  public double value() {
    return of == 0 ? Double.NaN : (double) count / of;
  }

  /** The lower end of the interval. */
  public double low() {
    return of == 0 ? 0 : Math.max(0, interval().getLowerBound()); // or by rounding a little below
  }

  /** The upper end of the interval. */
  public double high() {
    return of == 0 ? 1 : Math.min(1, interval().getUpperBound());
  }

  private Interval interval() {
    return BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(of, count, 0.05);
  }

  /** Such as {@code 85 %}. */
  public String percent() {
    return of == 0 ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * value());
  }

  /** Such as {@code 1 of 48 (2.1 %, 95 % interval 0.1 to 11.1 %)}. */
  public String withInterval() {
    return String.format(
        Locale.ROOT,
        "%d of %d (%.1f %%, 95 %% interval %.1f to %.1f %%)",
        count,
        of,
        100 * value(),
        100 * low(),
        100 * high());
  }
}
