package dev.limpid.cli.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Prose in lines that break at words. They are as wide as the narrowest terminal that is usual,
 * since Java can't ask for the width, and a terminal breaks a longer line within a word.
 */
public final class Wrapped {
  private static final int WIDTH = 80;

  private Wrapped() {}

  /** Lines of at most 80 characters, longer where a word is. */
  public static String text(String prose) {
    return text("", prose);
  }

  /**
   * Lines of at most 80 characters, longer where a word is.
   *
   * @param first what the first line begins with; the others are as far from the edge
   */
  public static String text(String first, String prose) {
    return parts(first, List.of(prose.strip().split("\\s+")));
  }

  /**
   * The same of parts that are not broken, with a space between two.
   *
   * @param first what the first line begins with; the others are as far from the edge
   */
  public static String parts(String first, List<String> parts) {
    String indent = " ".repeat(first.length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String part : parts) {
      if (!empty && line.length() + 1 + part.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(part);
      empty = false;
    }
    lines.add(line.toString());
    return String.join(System.lineSeparator(), lines);
  }
}
