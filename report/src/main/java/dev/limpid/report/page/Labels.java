package dev.limpid.report.page;

import java.util.Locale;

/** Names that must fit. */
public final class Labels {
  private Labels() {}

  /** The name, cut in its middle if it is longer than so many characters. */
  public static String shorten(String name, int most) {
    int length = name.codePointCount(0, name.length());
    if (length <= most) {
      return name;
    }
    int head = name.offsetByCodePoints(0, most / 2);
    int tail = name.offsetByCodePoints(0, length - (most - most / 2 - 1));
    return name.substring(0, head) + "\u2026" + name.substring(tail);
  }

  /** A sentence: a capital first, a full stop at the end. */
  public static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  /** The last name of a path of the user's machine; any other value as it is. */
  public static String withoutFolders(String value) {
    boolean path = value.matches("(?s)(/|~|\\\\|[A-Za-z]:[\\\\/]|\\.\\.?[\\\\/]).*");
    return path ? value.replaceFirst("[\\\\/]+$", "").replaceFirst("(?s).*[\\\\/]", "") : value;
  }
}
