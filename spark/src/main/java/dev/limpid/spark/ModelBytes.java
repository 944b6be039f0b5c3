package dev.limpid.spark;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/** Model files on their way between JVMs. */
final class ModelBytes {
  private static final String NAME = "model.safetensors";

  private ModelBytes() {}

  /** A network as the bytes of its file. */
  static byte[] of(Network network, Map<String, String> metadata) throws IOException {
    return LocalFile.with(
        NAME,
        file -> {
          ModelFile.write(network, metadata, file);
          return Files.readAllBytes(file);
        });
  }

  /**
   * The network in the bytes of a file.
   *
   * @param name where they are from, for messages
   */
  static ModelFile read(byte[] bytes, String name, Compute compute) throws IOException {
    return LocalFile.with(
        NAME,
        file -> {
          LocalFile.write(bytes, file);
          try {
            return ModelFile.read(file, compute);
          } catch (IOException e) {
            throw new IOException(e.getMessage().replace(file.toString(), name), e);
          }
        });
  }
}
