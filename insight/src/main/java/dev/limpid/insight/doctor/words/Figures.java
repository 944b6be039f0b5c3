package dev.limpid.insight.doctor.words;

import java.util.Locale;

/** Numbers as findings show them. */
public final class Figures {
  private Figures() {}

  /** A share, 0 to 1, as a whole percentage. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** A number with three significant digits. */
  public static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
