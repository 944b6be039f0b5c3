package dev.limpid.layers.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a file as a whole or not at all: what was there before stays until the new one is done.
 */
public final class AtomicFile {
  /** Tells apart what several threads write in the same nanosecond. */
  private static final AtomicLong NUMBER = new AtomicLong();

  private AtomicFile() {}

  /** Writes the content. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything into the channel. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes into a file beside {@code file}, makes sure that it is on disk, and renames it. A thread
   * that is interrupted writes all the same, and is interrupted still when it is done.
   *
   * @param content may be asked for again, from the beginning, where an interrupt closed the
   *     channel
   * @throws IOException if it can't be written; nothing is left of it then
   */
  public static void write(Path file, Content content) throws IOException {
    requireReplaceable(file);
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + unique() + ".tmp");
    boolean interrupted = Thread.interrupted();
    try {
      while (!filled(temporary, content)) {
        interrupted |= Thread.interrupted();
      }
      rename(temporary, file);
    } catch (Throwable problem) {
      discard(temporary, problem);
      throw problem;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** To rename onto a device such as {@code /dev/null} would put a file in its place. */
  private static void requireReplaceable(Path file) throws IOException {
    try {
      if (Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
        throw new FileSystemException(
            file.toString(), null, "it is a pipe, a socket or a device, not a file");
      }
    } catch (NoSuchFileException e) {
      // a new one
    }
  }

  private static String unique() {
    return Long.toHexString(System.nanoTime()) + "-" + NUMBER.incrementAndGet();
  }

  /** Whether all was written, and no interrupt came in between. */
  private static boolean filled(Path temporary, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      content.writeTo(channel);
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      Files.deleteIfExists(temporary);
      return false;
    }
  }

  private static void rename(Path temporary, Path file) throws IOException {
    try {
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** What goes wrong here must not hide why the file was not written. */
  private static void discard(Path temporary, Throwable problem) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException | RuntimeException another) {
      problem.addSuppressed(another);
    }
  }

  /** Writes a text in UTF-8. */
  public static void write(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(file, channel -> writeAll(channel, ByteBuffer.wrap(bytes)));
  }

  static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
