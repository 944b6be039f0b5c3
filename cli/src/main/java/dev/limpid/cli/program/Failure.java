package dev.limpid.cli.program;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.run.RunException;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.optim.NonFiniteGradientException;
import dev.limpid.train.NonFiniteLossException;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ParameterException;

/** What went wrong, in one line for the person at the command line. */
final class Failure {
  private static final int MOST_CHARACTERS = 2_000;

  /** What picocli says of an option of choices, which it lists in capitals. */
  private static final Pattern CHOICES = Pattern.compile("expected one of \\[[^\\]]*\\]");

  private Failure() {}

  /**
   * A line without line breaks or control characters.
   *
   * @param problem anything that can be thrown; one that only wraps another stands for that one
   */
  static String oneLine(Throwable problem) {
    String text = words(unwrapped(problem)).strip();
    text =
        CHOICES
            .matcher(text)
            .replaceAll(
                choices -> Matcher.quoteReplacement(choices.group().toLowerCase(Locale.ROOT)));
    text = text.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
  }

  private static String words(Throwable problem) {
    if (problem instanceof OutOfMemoryError) {
      return isThread(problem)
          ? "the system allows no more threads; use --threads 1, or raise the limit (ulimit -u)"
          : "not enough memory ("
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MB for Java); use a larger -Xmx, a smaller --batch-size or a smaller --width";
    }
    if (problem instanceof StackOverflowError) {
      return "the stack is too small; use a larger one (java -Xss4m ...)";
    }
    if (problem instanceof FileSystemException file) {
      return file.getFile() + ": " + FileFailure.reason(file);
    }
    String message = problem.getMessage();
    boolean hasMessage = message != null && !message.isBlank();
    if (hasMessage && isToldWell(problem)) {
      return message;
    }
    return "internal error: "
        + problem.getClass().getSimpleName()
        + (hasMessage ? ": " + message : "")
        + place(problem)
        + "; --debug shows more";
  }

  private static boolean isThread(Throwable problem) {
    return String.valueOf(problem.getMessage()).contains("native thread");
  }

  /** Whether the message was made for a person. */
  private static boolean isToldWell(Throwable problem) {
    return problem instanceof UserException
        || problem instanceof ParameterException
        || problem instanceof RunException
        || problem instanceof DatasetException
        || problem instanceof NonFiniteLossException
        || problem instanceof NonFiniteGradientException
        || problem instanceof IOException
        || problem instanceof UncheckedIOException
        || problem.getClass() == IllegalArgumentException.class
        || problem.getClass() == IllegalStateException.class;
  }

  private static String place(Throwable problem) {
    StackTraceElement[] trace = problem.getStackTrace();
    return trace.length == 0
        ? ""
        : " in " + trace[0].getFileName() + ", line " + trace[0].getLineNumber();
  }

  private static Throwable unwrapped(Throwable problem) {
    Throwable inner = problem;
    while (inner.getCause() != null
        && (inner instanceof ExceptionInInitializerError
            || inner instanceof NoClassDefFoundError
            || inner instanceof InvocationTargetException
            || inner instanceof ExecutionException
            || inner instanceof UncheckedIOException && isEmpty(inner))) {
      inner = inner.getCause();
    }
    return inner;
  }

  /** Whether it says no more than its cause. */
  private static boolean isEmpty(Throwable problem) {
    return problem.getMessage() == null
        || problem.getMessage().equals(problem.getCause().toString());
  }
}
