package dev.limpid.spark;

import dev.limpid.layers.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of this machine, in a folder of its own, that is deleted again. */
final class LocalFile {
  private LocalFile() {}

  /** What is done with it. */
  interface Use<T> {
    T in(Path file) throws IOException;
  }

  /** Names a file, which is not there yet, for a while. */
  static <T> T with(String name, Use<T> use) throws IOException {
    Path folder = Files.createTempDirectory("limpid");
    Path file = folder.resolve(name);
    try {
      return use.in(file);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  /** Writes all bytes. */
  static void write(byte[] bytes, Path file) throws IOException {
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }
}
