package dev.limpid.cli.study;

import java.util.Locale;

/** Sentences with figures in them, the same in every language of the machine. */
final class Words {
  private Words() {}

  /** The pattern of {@link String#format} with its figures. */
  static String fill(String pattern, Object... figures) {
    return String.format(Locale.ROOT, pattern, figures);
  }
}
