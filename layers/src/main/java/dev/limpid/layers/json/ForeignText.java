package dev.limpid.layers.json;

import java.util.Locale;

/** Text from files, in messages: short, and on one line whatever it holds. */
public final class ForeignText {
  private static final int MOST = 80;

  private ForeignText() {}

  /** The text or value in quotation marks, its control characters escaped, at most 80 of it. */
  public static String quoted(Object value) {
    return "'" + brief(value) + "'";
  }

  /** The same without quotation marks. */
  public static String brief(Object value) {
    String text = String.valueOf(value);
    return text.length() <= MOST
        ? escaped(text)
        : escaped(text.substring(0, MOST)) + "... (" + text.length() + " characters)";
  }

  /** The whole text on one line: control characters and the like as {@code \}{@code u001b}. */
  public static String escaped(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean shown =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.UNASSIGNED ->
                false;
            default -> true;
          };
      line.append(shown ? String.valueOf(c) : String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return line.toString();
  }
}
