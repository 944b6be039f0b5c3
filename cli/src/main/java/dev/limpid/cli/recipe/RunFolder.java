package dev.limpid.cli.recipe;

import dev.limpid.insight.run.RunException;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.report.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder that a run writes into, and the names of its files.
 *
 * @param path of the folder
 */
public record RunFolder(Path path) {
  /**
   * The record of the run in a folder.
   *
   * @throws RunException if there is none that can be read
   */
  public static RunRecord record(Path path) {
    RunWriter.settle(path);
    return RunFiles.read(path);
  }

  /** As {@link #record(Path)}, of a run in which at least one epoch has ended. */
  public static RunRecord trained(Path path) {
    RunRecord run = record(path);
    if (run.epochs().isEmpty() && wasStopped(path, run)) {
      throw new UserException(path + " holds a run that was stopped in its first epoch");
    }
    return RunFiles.readTrained(path);
  }

  /** Whether a run ended without a word: its record says that it runs, and no process has it. */
  public static boolean wasStopped(Path path, RunRecord run) {
    return run.state() == RunRecord.State.RUNNING && FolderLock.isFree(path);
  }

  /** Makes good what a run that was killed left half moved into its folder. */
  public static void settle(Path path) {
    RunWriter.settle(path);
  }

  /** Whether it is the lock, or what a run has not yet put into its place. */
  public static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".limpid-");
  }

  /** The folder in which a file is. */
  static RunFolder of(Path file) {
    Path path = file.toAbsolutePath();
    return new RunFolder(path.getParent() == null ? path : path.getParent());
  }

  /**
   * Refuses a file that was written with other settings than the run beside it.
   *
   * @param settings as JSON, or null if the file does not tell
   * @throws UserException if both are known, and differ
   */
  void requireSameRun(String settings, Path file) throws IOException {
    if (settings == null || !Files.exists(record())) {
      return;
    }
    Recipe ofFile;
    Recipe ofRun;
    try {
      ofFile = Recipe.of(settings);
      ofRun = Recipe.of(RunFiles.read(path));
    } catch (UserException | RunException e) {
      return; // of another program, or damaged, which says nothing about this file
    }
    if (!ofFile.equals(ofRun)) {
      throw new UserException(
          file
              + " is of another run than "
              + RunFiles.FILE
              + " beside it ("
              + ofFile
              + " instead of "
              + ofRun
              + "); copy it to a folder of its own if it is the one that you mean");
    }
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
          "cannot write into the "
              + role
              + " folder "
              + path
              + ": "
              + FileFailure.reason(e)
              + "; name another with "
              + option,
          e);
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

  /** Terms of the gap as a table. */
  Path gaps() {
    return path.resolve(RunReport.GAPS);
  }

  /** The record, for other programs. */
  Path record() {
    return path.resolve(RunFiles.FILE);
  }

  /** All files of a run. */
  List<Path> files() {
    return List.of(historyCsv(), historyJson(), gaps(), report(), model(), record(), checkpoint());
  }

  /** What a run that was interrupted goes on from; not there once it has ended. */
  public Path checkpoint() {
    return path.resolve("checkpoint.safetensors");
  }

  boolean holdsRun() {
    return Files.exists(model()) || Files.exists(historyJson()) || Files.exists(record());
  }

  UserException cannotWrite(IOException problem) {
    return new UserException(
        "cannot write into " + path + ": " + FileFailure.reason(problem), problem);
  }

  /** Weights and architecture. */
  public Path model() {
    return path.resolve("model.safetensors");
  }
}
