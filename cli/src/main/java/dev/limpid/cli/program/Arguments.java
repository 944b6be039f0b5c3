package dev.limpid.cli.program;

import java.util.Locale;
import java.util.Optional;

/** Arguments of the command line, before anything is done with them. */
final class Arguments {
  /** What the JVM puts in the place of letters that it could not read. */
  private static final char UNREADABLE = '\ufffd';

  private Arguments() {}

  /**
   * What to say about an argument whose letters the JVM could not read: it names another file than
   * the one that was typed.
   *
   * @param encoding in which the JVM read the arguments
   * @return empty if all could be read
   */
  static Optional<String> unreadable(String[] args, String encoding) {
    for (String arg : args) {
      if (arg.indexOf(UNREADABLE) >= 0) {
        boolean unicode = encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
        return Optional.of(
            "the letters of '"
                + arg.replace(UNREADABLE, '?')
                + "' could not be read; "
                + (unicode
                    ? "they are not " + encoding + ", which this terminal is set to"
                    : "this terminal is set to "
                        + encoding
                        + ", which lacks them: start Limpid with LC_ALL=C.UTF-8"));
      }
    }
    return Optional.empty();
  }

  /**
   * What to say about an argument or the value of an option that is empty: as a path, it would be
   * the folder that one is in.
   *
   * @return empty if none is
   */
  static Optional<String> empty(String[] args) {
    for (String arg : args) {
      if (arg.isBlank() || arg.startsWith("--") && arg.endsWith("=")) {
        return Optional.of(
            (arg.isBlank() ? "an argument" : arg.substring(0, arg.length() - 1))
                + " is empty; is a variable of the shell not set?");
      }
    }
    return Optional.empty();
  }
}
