package dev.limpid.spark;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.io.ModelFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Model files on their way between JVMs, by a folder of their own that is deleted again. */
final class ModelBytes {
  private ModelBytes() {}

  private interface Use<T> {
    T in(Path file) throws IOException;
  }

  /** A network as the bytes of its file. */
  static byte[] of(Network network, Map<String, String> metadata) throws IOException {
    return withFile(
        file -> {
          ModelFile.write(network, metadata, file);
          return Files.readAllBytes(file);
        });
  }

  /** The network in the bytes of a file. */
  static ModelFile read(byte[] bytes, Compute compute) throws IOException {
    return withFile(
        file -> {
          AtomicFile.write(
              file,
              channel -> {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                  channel.write(buffer);
                }
              });
          return ModelFile.read(file, compute);
        });
  }

  private static <T> T withFile(Use<T> use) throws IOException {
    Path folder = Files.createTempDirectory("limpid");
    Path file = folder.resolve("model.safetensors");
    try {
      return use.in(file);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }
}
