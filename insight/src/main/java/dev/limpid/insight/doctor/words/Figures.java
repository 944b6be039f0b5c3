package dev.limpid.insight.doctor.words;

import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.gap.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Numbers as findings show them. */
public final class Figures {
  private Figures() {}

  private static final String UNKNOWN = "unknown";

  private static final double NORMAL975 = 1.96;

  /** What is less is nothing to anybody. */
  private static final int MOST_DECIMALS = 6;

  /** A share, 0 to 1, as a whole percentage; {@code unknown} where it isn't finite. */
  public static String percent(double share) {
    if (!Double.isFinite(share)) {
      return UNKNOWN;
    }
    double percent = 100 * share;
    return Math.abs(percent) < 0.5 ? "0 %" : String.format(Locale.ROOT, "%.0f %%", percent);
  }

  /** A share that explains something, as a percentage: a little is not nothing. */
  public static String part(double share) {
    return share > 0 && share < 0.005 ? "less than 1 %" : percent(share);
  }

  /**
   * A part with the 95 % interval of its share by Wilson, such as {@code 31 % (22 % to 41 %)}.
   *
   * @param part how many ...
   * @param all ... of so many
   */
  public static String part(int part, int all) {
    return percent((double) part / all)
        + " ("
        + percent(Tails.wilsonLow(part, all, NORMAL975))
        + " to "
        + percent(1 - Tails.wilsonLow(all - part, all, NORMAL975))
        + ")";
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

  /** How many, as a whole number, such as {@code 1,240}; {@code unknown} where it isn't finite. */
  public static String whole(double count) {
    return Double.isFinite(count) ? String.format(Locale.ROOT, "%,.0f", count) : UNKNOWN;
  }

  /**
   * A number of values of an image {@code [H,W,C]} in its rows and pixels, such as {@code 5 rows
   * and 4 pixels}; in values where they are no whole pixels or it is no image.
   */
  public static String places(int values, List<Integer> shape) {
    int size = Math.abs(values);
    if (shape.size() != 3 || size % shape.get(2) != 0) {
      return counted(size, "value");
    }
    int pixels = size / shape.get(2);
    int rows = pixels / shape.get(1);
    int rest = pixels % shape.get(1);
    return rows == 0
        ? counted(rest, "pixel")
        : counted(rows, "row") + (rest == 0 ? "" : " and " + counted(rest, "pixel"));
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /**
   * A measurement with half its 95 % interval, such as {@code 3.38 +- 0.13}: of that two digits,
   * and both with as many decimals, six at most. The measurement alone where there is no interval.
   */
  public static String interval(Estimate estimate) {
    double half = estimate.halfWidth();
    if (!(half > 0) || Double.isInfinite(half) || !Double.isFinite(estimate.value())) {
      return number(estimate.value());
    }
    BigDecimal width = new BigDecimal(half).round(new MathContext(2));
    int decimals = Math.min(MOST_DECIMALS, Math.max(0, width.scale()));
    BigDecimal value = new BigDecimal(estimate.value()).setScale(decimals, RoundingMode.HALF_EVEN);
    return value.toPlainString()
        + " +- "
        + width.setScale(decimals, RoundingMode.UP).toPlainString();
  }
}
