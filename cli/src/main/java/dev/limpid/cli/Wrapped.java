package dev.limpid.cli;

import java.util.ArrayList;
import java.util.List;

/** Prose in lines that break at words. */
final class Wrapped {
  private static final int WIDTH = 100;

  private Wrapped() {}

  /**
   * Lines of at most 100 characters, longer where a word is.
   *
   * @param first what the first line begins with; the others are as far from the edge
   */
  static String text(String first, String prose) {
    String indent = " ".repeat(first.length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : prose.strip().split("\\s+")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return String.join(System.lineSeparator(), lines);
  }
}
