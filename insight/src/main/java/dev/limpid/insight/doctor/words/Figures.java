package dev.limpid.insight.doctor.words;

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

  /** A number with three significant digits; {@code unknown} where it isn't finite. */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
