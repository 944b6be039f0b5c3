package dev.limpid.report.faults;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the operations on files of a {@link FailingFileSystem}, and lets one of them fail, or all
 * from one on.
 */
public final class FailingDisc {
  /** How often the disc fails. */
  public enum Failure {
    /** One operation fails; those after it succeed. */
    ONCE,
    /** No operation succeeds from then on, as on a disc that is full or gone. */
    FOR_GOOD
  }

  /** What the message of every planted failure begins with. */
  public static final String PLANTED = "planted failure of ";

  private final FailingFileSystem fileSystem;
  private final List<String> failed = new ArrayList<>();
  private Path only;
  private int operations;
  private int open;
  private int failing;
  private Failure failure;

  FailingDisc(FailingFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  /** A disc with the files of the default file system. */
  public static FailingDisc make() {
    return new FailingProvider(FileSystems.getDefault().provider()).disc();
  }

  /** The disc of a JVM that was started with {@link FailingProvider}. */
  public static FailingDisc ofThisJvm() {
    return ((FailingProvider) FileSystems.getDefault().provider()).disc();
  }

  /** Lets operations outside of this folder succeed, and does not count them. */
  public void only(Path newFolder) {
    only = FailingFileSystem.unwrap(newFolder).toAbsolutePath();
  }

  /** The folder, on this disc. */
  public Path on(Path folder) {
    return fileSystem.wrap(folder);
  }

  /** Lets the operation of this number fail, from 1, counted from now. */
  public synchronized void fail(int number, Failure newFailure) {
    operations = 0;
    failing = number;
    failure = newFailure;
    failed.clear();
  }

  /** Lets everything succeed, and counts from now. */
  public void heal() {
    fail(Integer.MAX_VALUE, Failure.ONCE);
  }

  /** The operations so far. */
  public synchronized int operations() {
    return operations;
  }

  /** Channels that are open now. */
  public synchronized int open() {
    return open;
  }

  /** What has failed, in order; empty if the operation to fail was never reached. */
  public synchronized List<String> failed() {
    return List.copyOf(failed);
  }

  synchronized void opened() {
    open++;
  }

  synchronized void closed() {
    open--;
  }

  /** Counts an operation, which fails if it is its turn. */
  synchronized void operate(String name, Path path) throws IOException {
    if (only != null && !FailingFileSystem.unwrap(path).toAbsolutePath().startsWith(only)) {
      return;
    }
    operations++;
    if (operations == failing || operations > failing && failure == Failure.FOR_GOOD) {
      String what = name + " " + path.getFileName();
      failed.add(what);
      throw new IOException(PLANTED + what + ", operation " + operations);
    }
  }
}
