package dev.limpid.cli;

import dev.limpid.cli.recipe.FolderLock;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.insight.Observation;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.report.tensorboard.EventWriter;
import dev.limpid.report.tensorboard.TensorBoardListener;
import dev.limpid.train.Trainer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that writes a training for TensorBoard. */
final class TensorBoardOptions {
  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "Folder for event files, for 'tensorboard --logdir DIR'. Default: none.")
  private Path folder;

  /** Where the events are, or null if none are asked for. */
  Path folder() {
    return folder;
  }

  /**
   * Makes the folder before anything runs.
   *
   * @param force remove the events of an earlier run; TensorBoard would mix them with the new ones
   * @param run the lock of the run's folder, which may be the same
   * @return its own lock, or null if there is no such folder or {@code run} will do
   * @throws UserException if it can't be written into, another run has it, or it holds an earlier
   *     run and may not be overwritten
   */
  FolderLock prepare(boolean force, FolderLock run) {
    if (folder == null) {
      return null;
    }
    RunFolder.requireWritable(folder, "TensorBoard", "--tensorboard");
    FolderLock lock = null;
    try {
      if (!run.isOf(folder)) {
        lock = FolderLock.take(folder, "--tensorboard");
      }
      clear(force);
      FolderLock taken = lock;
      lock = null;
      return taken;
    } catch (IOException e) {
      throw cannotWrite(e);
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }

  private void clear(boolean force) throws IOException {
    List<Path> earlier = earlierEvents();
    if (!force && !earlier.isEmpty()) {
      throw new UserException(
          folder
              + " holds the events of an earlier run, which TensorBoard would mix with the new"
              + " ones; name another folder with --tensorboard, or use --force");
    }
    for (Path events : earlier) {
      Files.delete(events);
    }
  }

  private List<Path> earlierEvents() throws IOException {
    List<Path> earlier = new ArrayList<>();
    for (Path run : TensorBoardListener.folders(folder)) {
      if (Files.isDirectory(run)) {
        try (DirectoryStream<Path> files =
            Files.newDirectoryStream(run, EventWriter.PREFIX + "*")) {
          files.forEach(earlier::add);
        }
      }
    }
    return earlier;
  }

  /** Opens the event files; null if none are asked for. */
  TensorBoardListener open() {
    try {
      return folder == null ? null : TensorBoardListener.open(folder);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /**
   * Lets a training be written.
   *
   * @param board null for not at all
   * @param observation of the training
   */
  static void connect(
      TensorBoardListener board,
      Trainer trainer,
      Observation observation,
      Map<String, Object> settings) {
    if (board != null) {
      board.settings(settings);
      trainer.listen(board);
      observation.onGap(board::gap).onHealth(board::health);
    }
  }

  private UserException cannotWrite(IOException problem) {
    return new UserException(
        "cannot write into the TensorBoard folder " + folder + ": " + FileFailure.reason(problem),
        problem);
  }
}
