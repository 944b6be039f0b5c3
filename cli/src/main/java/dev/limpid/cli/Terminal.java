package dev.limpid.cli;

import java.io.Console;
import java.io.File;
import java.nio.file.Path;

/** What is known of the terminal: whether there is one, and what was typed. */
final class Terminal {
  private Terminal() {}

  /** Whether a person looks at the output. */
  static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // From Java 22 on there is a console even without a terminal, and it can be asked.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** How this program was started, to be typed again from the same folder. */
  static String command() {
    String launcher = System.getProperty("limpid.command");
    if (launcher != null) {
      return word(Path.of(launcher));
    }
    String classPath = System.getProperty("java.class.path", "");
    return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
        ? "java -jar " + word(Path.of(classPath))
        : "limpid";
  }

  /** A path as one word of a command line. */
  static String word(Path path) {
    String text = path.toString();
    return text.contains(" ") ? '"' + text + '"' : text;
  }
}
