package dev.limpid.report.page;

import dev.limpid.insight.gap.Estimate;
import java.util.Locale;

/** Numbers as they are shown: three or four digits, a real minus sign, a dash for none. */
public final class Numbers {
  /** Stands where there is no number. */
  public static final String NONE = "\u2013";

  private Numbers() {}

  /** A number of any size. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return NONE;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "\u221e" : "\u2212\u221e";
    }
    if (size == 0) {
      return "0";
    }
    if (size >= 1e5 || size < 1e-4) {
      return minus(
          format("%.1e", value).replaceFirst("e([+-])0?(\\d)", "e$1$2").replace("e+", "e"));
    }
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 3 : 4;
    decimals = size < 0.01 ? (int) (2 - Math.floor(Math.log10(size))) : decimals;
    return minus(format("%." + decimals + "f", value));
  }

  /** A number in a sentence: two decimals, more only where they are needed. */
  public static String brief(double value) {
    double size = Math.abs(value);
    return size >= 0.1 && size < 100 ? minus(format("%.2f", value)) : number(value);
  }

  /** A number with its sign. */
  public static String signed(double value) {
    return value > 0 ? "+" + number(value) : number(value);
  }

  /** A share as percents, without the sign of percents. */
  public static String percents(double share) {
    if (Double.isNaN(share)) {
      return NONE;
    }
    double size = Math.abs(100 * share);
    return minus(format(size < 1 && size > 0 ? "%.2f" : "%.1f", 100 * share));
  }

  /** A share as percents. */
  public static String percent(double share) {
    return Double.isNaN(share) ? NONE : percents(share) + "\u00a0%";
  }

  /** A value with half the width of its 95 % interval. */
  public static String interval(Estimate estimate) {
    double half = estimate.halfWidth();
    if (!(half > 0) || Double.isInfinite(half)) {
      return signed(estimate.value());
    }
    // as many decimals as the interval has two digits
    int decimals = (int) Math.max(0, Math.min(5, 1 - Math.floor(Math.log10(half))));
    String format = "%." + decimals + "f";
    return (estimate.value() > 0 ? "+" : "")
        + minus(format(format, estimate.value()))
        + "\u00a0\u00b1\u00a0"
        + format(format, half);
  }

  /** Counts. */
  public static String count(long count) {
    return format("%,d", count);
  }

  /** A time in plain words. */
  public static String seconds(double seconds) {
    if (seconds < 60) {
      return format(seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    long minutes = Math.round(seconds / 60);
    return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  private static String format(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String minus(String text) {
    return text.replace('-', '\u2212');
  }
}
