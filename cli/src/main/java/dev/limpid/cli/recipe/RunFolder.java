package dev.limpid.cli.recipe;

import dev.limpid.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder that a run writes into, and the names of its files.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {
  /**
   * Makes the folder, if need be.
   *
   * @throws UserException if it can't be written into, or holds an earlier run and may not be
   *     overwritten
   */
  public static RunFolder create(Path path, boolean force) {
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
  public static void requireWritable(Path path, String role, String option) {
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

  /** Figures of the epochs as a table. */
  public Path historyCsv() {
    return path.resolve("history.csv");
  }

  /** Figures, settings and classes. */
  public Path historyJson() {
    return path.resolve("history.json");
  }

  /** The page to look at. */
  public Path report() {
    return path.resolve(RunReport.PAGE);
  }

  /** Weights and architecture. */
  public Path model() {
    return path.resolve("model.safetensors");
  }
}
