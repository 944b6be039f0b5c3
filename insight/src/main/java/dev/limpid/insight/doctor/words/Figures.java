package dev.limpid.insight.doctor.words;

import dev.limpid.insight.gap.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as findings show them. */
public final class Figures {
  private Figures() {}

  private static final String UNKNOWN = "unknown";

  /** A share, 0 to 1, as a whole percentage; {@code unknown} where it isn't finite. */
  public static String percent(double share) {
    if (!Double.isFinite(share)) {
      return UNKNOWN;
    }
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** A share that explains something, as a percentage: a little is not nothing. */
  public static String part(double share) {
    return share > 0 && share < 0.005 ? "less than 1 %" : percent(share);
  }

  /**
   * A number with three significant digits, or as a whole one; powers of ten only far from 1. It is
   * {@code unknown} where it isn't finite.
   */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    double size = Math.abs(value);
    if (size >= 1000 && size < 1e7) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /**
   * A measurement with half its 95 % interval, such as {@code 3.38 +- 0.13}: of that two digits,
   * and both with as many decimals. The measurement alone where there is no interval.
   */
  public static String interval(Estimate estimate) {
    double half = estimate.halfWidth();
    if (!(half > 0) || Double.isInfinite(half) || !Double.isFinite(estimate.value())) {
      return number(estimate.value());
    }
    BigDecimal width = new BigDecimal(half).round(new MathContext(2));
    int decimals = Math.max(0, width.scale());
    BigDecimal value = new BigDecimal(estimate.value()).setScale(decimals, RoundingMode.HALF_EVEN);
    return value.toPlainString() + " +- " + width.setScale(decimals).toPlainString();
  }
}
