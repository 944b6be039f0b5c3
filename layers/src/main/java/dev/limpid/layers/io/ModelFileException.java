package dev.limpid.layers.io;

import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not what it should be; the message names it and says in one line what is wrong.
 */
public final class ModelFileException extends IOException {
  private static final long serialVersionUID = 1;
  private static final int MOST = 600;

  /** A problem of a file. */
  public ModelFileException(Path file, String problem) {
    this(file, problem, null);
  }

  /** A problem of a file. */
  public ModelFileException(Path file, String problem, Throwable cause) {
    super(ForeignText.escaped(file + ": " + shortened(problem)), cause);
  }

  /** What goes into a problem is brief as a rule; this holds for layers of others, too. */
  private static String shortened(String problem) {
    return problem.length() <= MOST ? problem : problem.substring(0, MOST) + "...";
  }
}
