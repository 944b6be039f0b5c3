package dev.limpid.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that a run writes into, and the names of its files. */
record RunFolder(Path path) {
  /**
   * Makes the folder, if need be.
   *
   * @throws UserException if it can't be written into, or holds an earlier run and may not be
   *     overwritten
   */
  static RunFolder create(Path path, boolean force) {
    RunFolder folder = new RunFolder(path);
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new UserException(
          "the output folder " + path + " is a file; name another with --output");
    }
    if (!force && (Files.exists(folder.model()) || Files.exists(folder.historyJson()))) {
      throw new UserException(
          path + " holds an earlier run; name another folder with --output, or use --force");
    }
    try {
      Files.createDirectories(path);
      Files.delete(Files.createTempFile(path, "limpid", ".tmp"));
    } catch (IOException e) {
      throw new UserException(
          "cannot write into the output folder " + path + "; name another with --output", e);
    }
    return folder;
  }

  Path historyCsv() {
    return path.resolve("history.csv");
  }

  Path historyJson() {
    return path.resolve("history.json");
  }

  Path model() {
    return path.resolve("model.safetensors");
  }
}
