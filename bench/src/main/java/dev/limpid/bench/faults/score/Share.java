package dev.limpid.bench.faults.score;

import java.util.Locale;

/**
 * How many of how many, with the 95 % interval of Clopper and Pearson (Biometrika 26, 1934).
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
    return count == 0 ? 0 : Beta.quantile(0.025, count, of - count + 1.0);
  }

  /** The upper end of the interval. */
  public double high() {
    return count == of ? 1 : Beta.quantile(0.975, count + 1.0, of - count);
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
