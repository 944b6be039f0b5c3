package dev.limpid.cli;

import dev.limpid.cli.recipe.FolderLock;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.layers.io.FileFailure;
import java.io.IOException;
import java.nio.file.Path;
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
   * @param force whether the events of an earlier run may be replaced
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
      if (!force) {
        refuseEarlier();
      }
      FolderLock taken = lock;
      lock = null;
      return taken;
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }

  private void refuseEarlier() throws IOException {
    if (!TensorBoardEvents.earlier(folder).isEmpty()) {
      throw new UserException(
          folder
              + " holds the events of an earlier run, which TensorBoard would mix with the new"
              + " ones; name another folder with --tensorboard, or use --force");
    }
  }

  /** Opens the events; null if none are asked for. */
  TensorBoardEvents open() {
    try {
      return folder == null ? null : TensorBoardEvents.open(folder);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  static UserException cannotWrite(Path folder, IOException problem) {
    return new UserException(
        "cannot write into the TensorBoard folder " + folder + ": " + FileFailure.reason(problem),
        problem);
  }
}
