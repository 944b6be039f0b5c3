package dev.limpid.interop.format;

import dev.limpid.layers.io.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A copy of a file in which some bytes are others. */
public final class PatchedFile {
  private final Path original;
  private final Map<Long, ByteBuffer> patches = new TreeMap<>();

  /** A copy without changes yet. */
  public PatchedFile(Path original) {
    this.original = original;
  }

  /** Puts bytes in the place of as many. */
  public void put(long place, ByteBuffer bytes) {
    patches.put(place, bytes.duplicate());
  }

  /**
   * Writes the copy, as a whole or not at all.
   *
   * @param to may be the original
   */
  public void write(Path to) throws IOException {
    try (FileChannel from = ReadOnlyFile.open(original)) {
      long size = from.size();
      AtomicFile.write(
          to,
          channel -> {
            long done = 0;
            while (done < size) {
              done += from.transferTo(done, size - done, channel);
            }
            for (Map.Entry<Long, ByteBuffer> patch : patches.entrySet()) {
              ByteBuffer bytes = patch.getValue().duplicate();
              long place = patch.getKey() - bytes.position();
              while (bytes.hasRemaining()) {
                channel.write(bytes, place + bytes.position());
              }
            }
          });
    }
  }
}
