package dev.limpid.examples.cli;

import dev.limpid.train.report.RunReport;
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
    requireNoFile(path, "output", "--output");
    if (!force && (Files.exists(folder.model()) || Files.exists(folder.historyJson()))) {
      throw new UserException(
          path + " holds an earlier run; name another folder with --output, or use --force");
    }
    requireWritable(path, "output", "--output");
    return folder;
  }

  /**
   * Makes a folder, if need be.
   *
   * @param role what the folder is for
   * @param option what it was named with
   * @throws UserException if it can't be written into
   */
  static void requireWritable(Path path, String role, String option) {
    requireNoFile(path, role, option);
    try {
      Files.createDirectories(path);
      Files.delete(Files.createTempFile(path, "limpid", ".tmp"));
    } catch (IOException e) {
      throw new UserException(
          "cannot write into the " + role + " folder " + path + "; name another with " + option, e);
    }
  }

  private static void requireNoFile(Path path, String role, String option) {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new UserException(
          "the " + role + " folder " + path + " is a file; name another with " + option);
    }
  }

  Path historyCsv() {
    return path.resolve("history.csv");
  }

  Path historyJson() {
    return path.resolve("history.json");
  }

  Path report() {
    return path.resolve(RunReport.PAGE);
  }

  Path model() {
    return path.resolve("model.safetensors");
  }
}
