package dev.limpid.cli.recipe;

import dev.limpid.layers.io.FileFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder that one run has for itself, whatever other processes and threads want it: a lock of the
 * operating system on the file {@code .limpid-lock} in it, which ends with the process that has it,
 * however that ends. The file stays; to delete it would let two have the lock.
 */
public final class FolderLock implements AutoCloseable {
  private static final String FILE = ".limpid-lock";

  /** Far behind the text, so that those that are refused can read it on any system. */
  private static final long LOCKED_BYTE = 1L << 30;

  private static final int MOST_BYTES = 200;

  /**
   * The folders that this process has. They are looked up before the file is opened: on POSIX
   * systems a process that closes a file gives up all its locks on it.
   */
  private static final Set<Path> OF_THIS_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  /** Tells the lock's file from another of its name; null where the system has no such key. */
  private final Object key;

  private FolderLock(Path folder, FileChannel channel, Object key) {
    this.folder = folder;
    this.channel = channel;
    this.key = key;
  }

  /**
   * Takes the lock, if nobody has it.
   *
   * @param path a folder that exists
   * @return empty if another run has it
   */
  static Optional<FolderLock> tryTake(Path path) throws IOException {
    Path folder = path.toRealPath();
    if (!OF_THIS_PROCESS.add(folder)) {
      return Optional.empty();
    }
    boolean interrupted = Thread.interrupted(); // it would close the channel
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock(LOCKED_BYTE, 1, false) != null) {
        String holder =
            "process "
                + ProcessHandle.current().pid()
                + ", since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
        taken = true;
        return Optional.of(new FolderLock(folder, channel, key(folder)));
      }
      return Optional.empty();
    } finally {
      if (!taken) {
        OF_THIS_PROCESS.remove(folder);
        if (channel != null) {
          channel.close();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether nobody has a folder; false where that can't be told. */
  static boolean isFree(Path path) {
    if (!Files.exists(path.resolve(FILE))) {
      return true;
    }
    try (FolderLock lock = tryTake(path).orElse(null)) {
      return lock != null;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Takes the lock.
   *
   * @param option what the folder was named with
   * @throws UserException if another run has the folder, with who that is, or it can't be locked
   */
  public static FolderLock take(Path path, String option) {
    try {
      return tryTake(path)
          .orElseThrow(
              () ->
                  new UserException(
                      "another run writes into "
                          + path
                          + holder(path)
                          + "; wait for it, or name another folder with "
                          + option));
    } catch (IOException e) {
      throw new UserException(
          "cannot lock the folder "
              + path
              + ": "
              + FileFailure.reason(e)
              + "; name another with "
              + option,
          e);
    }
  }

  private static String holder(Path path) {
    try {
      if (OF_THIS_PROCESS.contains(path.toRealPath())) {
        return " (this process)";
      }
      try (InputStream in = Files.newInputStream(path.resolve(FILE))) {
        String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        return text.isBlank() ? "" : " (" + text.strip() + ")";
      }
    } catch (IOException e) {
      return "";
    }
  }

  private static Object key(Path folder) throws IOException {
    return Files.readAttributes(folder.resolve(FILE), BasicFileAttributes.class).fileKey();
  }

  /** Whether the folder is the one that was locked: nobody has removed it, or made it anew. */
  boolean isInPlace() {
    try {
      return Objects.equals(key, key(folder));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether this is the lock of that folder. */
  public boolean isOf(Path path) throws IOException {
    return folder.equals(path.toRealPath());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock is given up all the same, and nothing was to be written.
    } finally {
      OF_THIS_PROCESS.remove(folder);
    }
  }
}
