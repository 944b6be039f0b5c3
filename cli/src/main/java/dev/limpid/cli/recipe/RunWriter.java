package dev.limpid.cli.recipe;

import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.report.RunReport;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a run into its folder, which then belongs to this run as a whole, whenever it is killed.
 *
 * <p>The files of a moment, those of an epoch, are written into {@code .limpid-new} within the
 * folder. When all are there, they are published: the one step that counts is to rename that folder
 * to {@code .limpid-first} or {@code .limpid-ready}; then they are moved into place, which {@link
 * #settle} makes good where a run was killed meanwhile. The first time, the files of an earlier run
 * are deleted before. So the folder holds files of one run at any moment, and a run in its first
 * epoch leaves an earlier one as it is.
 */
public final class RunWriter implements AutoCloseable {
  private static final String NEW = ".limpid-new";
  private static final String FIRST = ".limpid-first";
  private static final String READY = ".limpid-ready";

  private static final long MOST_WAITING_MILLIS = 10_000;

  private final RunFolder folder;
  private final RunFolder staged;
  private final FolderLock lock;
  private final boolean keepsEarlier;
  private boolean published;

  private RunWriter(RunFolder folder, FolderLock lock, boolean keepsEarlier) {
    this.folder = folder;
    this.staged = new RunFolder(folder.path().resolve(NEW));
    this.lock = lock;
    this.keepsEarlier = keepsEarlier;
  }

  /**
   * Takes a folder, which is made if need be, for a run.
   *
   * @param force whether an earlier run in it is replaced, once this one has an epoch
   * @throws UserException if it can't be written into, another run is writing into it, or it holds
   *     an earlier run and may not be overwritten
   */
  public static RunWriter open(Path path, boolean force) {
    RunFolder folder = new RunFolder(path);
    RunFolder.requireWritable(path, "output", "--output");
    FolderLock lock = FolderLock.take(path, "--output");
    try {
      move(path);
      delete(path.resolve(NEW)); // of a run that was killed
      if (!force && folder.holdsRun()) {
        throw new UserException(
            path + " holds an earlier run; name another folder with --output, or use --force");
      }
      return new RunWriter(folder, lock, Files.exists(folder.model()));
    } catch (IOException e) {
      lock.close();
      throw folder.cannotWrite(e);
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Takes a folder with a run that was interrupted, to go on with it.
   *
   * @throws UserException if it can't be written into, another run is writing into it, or it holds
   *     no run that can go on
   */
  public static RunWriter reopen(Path path) {
    RunFolder folder = new RunFolder(path);
    if (!Files.isDirectory(path)) {
      throw new UserException("there is no run to go on with: " + path + " is no folder");
    }
    RunFolder.requireWritable(path, "run's", "--resume");
    FolderLock lock = FolderLock.take(path, "--resume");
    try {
      move(path);
      delete(path.resolve(NEW));
      if (!Files.exists(folder.checkpoint())) {
        throw new UserException(
            path
                + (folder.holdsRun()
                    ? " holds a run that has ended, or was killed before its first checkpoint: there"
                        + " is nothing to go on from"
                    : " holds no run"));
      }
      RunWriter writer = new RunWriter(folder, lock, false);
      writer.published = true;
      return writer;
    } catch (IOException e) {
      lock.close();
      throw folder.cannotWrite(e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Deletes the checkpoint of a run that has ended. */
  void deleteCheckpoint() {
    try {
      Files.deleteIfExists(folder.checkpoint());
    } catch (IOException e) {
      throw folder.cannotWrite(e);
    }
  }

  /** Where the run is to be found. */
  public RunFolder folder() {
    return folder;
  }

  /** The lock that this run has on its folder. */
  public FolderLock lock() {
    return lock;
  }

  /** Whether the folder still holds an earlier run. */
  public boolean holdsEarlier() {
    return keepsEarlier && !published;
  }

  /** Where the files of this moment are written, until they are published. */
  RunFolder staged() {
    if (!lock.isInPlace()) {
      throw new UserException(
          folder.path() + " was removed, or made anew, while this run was writing into it");
    }
    try {
      Files.createDirectories(staged.path());
      return staged;
    } catch (IOException e) {
      throw folder.cannotWrite(e);
    }
  }

  /** Writes report and record, and publishes all files of this moment if there is an epoch. */
  void write(RunRecord run) {
    RunReport.into(staged().path()).write(run);
    if (holdsEarlier() && run.epochs().isEmpty()) {
      return;
    }
    try {
      move(folder.path());
      Files.move(staged.path(), folder.path().resolve(published ? READY : FIRST));
      published = true;
      move(folder.path());
    } catch (IOException e) {
      throw folder.cannotWrite(e);
    }
  }

  /**
   * Makes sure that a folder holds a run as a whole: moves into place what a run that was killed
   * had published, and waits for one that is doing so.
   *
   * @throws UserException if that can't be done
   */
  static void settle(Path path) {
    try {
      for (long waited = 0; isMoving(path); waited += 20) {
        try (FolderLock lock = FolderLock.tryTake(path).orElse(null)) {
          if (lock != null) {
            move(path);
          }
        }
        if (waited > MOST_WAITING_MILLIS) {
          throw new UserException("a run is being written into " + path + "; try again");
        }
        Thread.sleep(20);
      }
    } catch (IOException e) {
      throw new UserException(
          path
              + " holds a run that was stopped while it was written, and can't be put right: "
              + FileFailure.reason(e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while waiting for " + path, e);
    }
  }

  private static boolean isMoving(Path path) {
    return Files.exists(path.resolve(FIRST)) || Files.exists(path.resolve(READY));
  }

  /** Moves what was published into place; whoever does it has the lock. */
  private static void move(Path path) throws IOException {
    Path first = path.resolve(FIRST);
    Path ready = path.resolve(READY);
    if (Files.exists(first)) {
      for (Path file : new RunFolder(path).files()) {
        Files.deleteIfExists(file);
      }
      Files.move(first, ready);
    }
    if (Files.exists(ready)) {
      for (Path file : new RunFolder(ready).files()) {
        if (Files.exists(file)) {
          Files.move(
              file,
              path.resolve(file.getFileName()),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
      delete(ready);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** Gives the folder to others. */
  @Override
  public void close() {
    try {
      delete(staged.path());
    } catch (IOException e) {
      // The next run deletes it.
    } finally {
      lock.close();
    }
  }
}
