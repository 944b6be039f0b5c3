package dev.limpid.interop.format;

import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A model file is damaged, or uses what Limpid does not have. The message is one line: the file,
 * what it is about (layer or node by its name), and what would be right where something would.
 */
public final class UnsupportedModelException extends IOException {
  private static final long serialVersionUID = 1;
  private static final int MOST = 600;

  /** Refuses a file for a reason that may hold text of the file. */
  public UnsupportedModelException(Path file, String problem) {
    this(file, problem, null);
  }

  /** Refuses a file, and keeps what was thrown on the way. */
  public UnsupportedModelException(Path file, String problem, Throwable cause) {
    super(
        ForeignText.escaped(
            file
                + ": "
                + (problem.length() <= MOST ? problem : problem.substring(0, MOST) + "...")),
        cause);
  }
}
