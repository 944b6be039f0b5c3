package dev.limpid.layers.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not what it should be; the message names it and says in one line what is wrong.
 */
public final class ModelFileException extends IOException {
  private static final long serialVersionUID = 1;

  ModelFileException(Path file, String problem) {
    this(file, problem, null);
  }

  ModelFileException(Path file, String problem, Throwable cause) {
    // Names come from the file: what they hold must not break the line.
    super((file + ": " + problem).replaceAll("\\p{Cntrl}", "?"), cause);
  }
}
