package dev.limpid.cli.recipe;

import dev.limpid.layers.io.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A file that a command writes at its end, looked at before the work that it would lose. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Makes sure that a file can be written, or replaced as a whole, in a folder that is there.
   *
   * @param option what it was named with
   * @throws UserException if it can't
   */
  public static void requireWritable(Path file, String option) {
    obstacle(file)
        .ifPresent(
            obstacle -> {
              throw new UserException(
                  "cannot write " + file + ": " + obstacle + "; name another with " + option);
            });
  }

  private static Optional<String> obstacle(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of("it is a folder");
    }
    try {
      if (Files.exists(file) && Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
        return Optional.of("it is a pipe, a socket or a device, not a file");
      }
      Path folder = file.toAbsolutePath().getParent();
      if (!Files.isDirectory(folder)) {
        return Optional.of("there is no folder " + folder);
      }
      Files.delete(Files.createTempFile(folder, "limpid", ".tmp"));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(FileFailure.reason(e));
    }
  }
}
