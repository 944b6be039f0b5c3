package dev.limpid.interop.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that are read at any place, and never written. */
public final class ReadOnlyFile {
  private ReadOnlyFile() {}

  /** Refuses others than files, which could block for ever: a pipe that nobody writes to does. */
  public static void requireFile(Path file) throws UnsupportedModelException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new UnsupportedModelException(
          file,
          Files.isDirectory(file)
              ? "is a folder, not a file"
              : "is a pipe, a socket or a device, not a file");
    }
  }

  /**
   * Opens a file to read.
   *
   * @throws IOException if there is none, or it is no {@linkplain #requireFile regular file}
   */
  public static FileChannel open(Path file) throws IOException {
    requireFile(file);
    return FileChannel.open(file, StandardOpenOption.READ);
  }

  /**
   * Reads bytes at a place.
   *
   * @return as many bytes as are asked for, in little-endian order
   * @throws EOFException if the file has fewer
   */
  public static ByteBuffer bytes(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, at, bytes);
    return bytes;
  }

  /**
   * Fills what is left of a buffer from a place of a file on, and flips it.
   *
   * @throws EOFException if the file has fewer bytes
   */
  public static void fill(FileChannel channel, long at, ByteBuffer bytes) throws IOException {
    long place = at - bytes.position();
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, place + bytes.position()) < 0) {
        throw new EOFException("ends too early");
      }
    }
    bytes.flip();
  }
}
