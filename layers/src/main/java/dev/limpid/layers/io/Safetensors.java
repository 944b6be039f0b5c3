package dev.limpid.layers.io;

import dev.limpid.core.Tensor;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of float32 tensors in the safetensors format: 8 bytes with the length of the header, little
 * endian; the header, a JSON object with the type, shape and place of each tensor and texts in
 * {@code __metadata__}; then the values, little endian.
 *
 * <p>Source: the format's description in the documentation of Hugging Face's safetensors.
 */
public final class Safetensors {
  private static final int CHUNK = 1 << 16;

  private Safetensors() {}

  /**
   * Reads a file. All lengths and offsets are checked against the size of the file before anything
   * is allocated for them.
   *
   * @throws ModelFileException if the file is missing, damaged, or holds other types than F32
   */
  public static TensorFile read(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ModelFileException(
          file, "is " + (Files.isDirectory(file) ? "a folder" : "no file") + ", not a model");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = SafetensorsHeader.read(file, channel);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      ByteBuffer buffer = chunk();
      for (SafetensorsHeader.Entry entry : header.entries()) {
        Tensor tensor = Tensor.zeros(entry.shape());
        channel.position(header.dataStart() + entry.begin());
        readValues(file, channel, tensor, buffer);
        tensors.put(entry.name(), tensor);
      }
      return new TensorFile(header.metadata(), tensors);
    } catch (NoSuchFileException e) {
      throw new ModelFileException(file, "there is no such file", e);
    }
  }

  private static ByteBuffer chunk() {
    return ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void readValues(Path file, FileChannel channel, Tensor tensor, ByteBuffer buffer)
      throws IOException {
    int done = 0;
    while (done < tensor.size()) {
      buffer.clear().limit((int) Math.min(CHUNK, 4L * (tensor.size() - done)));
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new ModelFileException(file, "became shorter while it was read");
        }
      }
      buffer.flip();
      int count = buffer.remaining() / Float.BYTES;
      buffer.asFloatBuffer().get(tensor.data(), done, count);
      done += count;
    }
  }

  /**
   * Writes a file, as a whole or not at all: what was there before stays until the new file is
   * complete.
   */
  public static void write(TensorFile content, Path file) throws IOException {
    ByteBuffer header = header(content);
    if (header.remaining() - 8 > SafetensorsHeader.MAX_BYTES
        || content.tensors().size() > SafetensorsHeader.MAX_TENSORS) {
      throw new ModelFileException(
          file,
          "could not be read again: names, shapes and metadata take "
              + header.remaining()
              + " bytes of up to "
              + SafetensorsHeader.MAX_BYTES
              + " and there are "
              + content.tensors().size()
              + " tensors of up to "
              + SafetensorsHeader.MAX_TENSORS);
    }
    AtomicFile.write(
        file,
        channel -> {
          AtomicFile.writeAll(channel, header.rewind());
          ByteBuffer buffer = chunk();
          for (Tensor tensor : content.tensors().values()) {
            writeValues(channel, tensor, buffer);
          }
        });
  }

  private static ByteBuffer header(TensorFile content) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!content.metadata().isEmpty()) {
      header.put(SafetensorsHeader.METADATA, content.metadata());
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : content.tensors().entrySet()) {
      Tensor tensor = entry.getValue();
      long end = offset + 4L * tensor.size();
      List<Object> shape = new ArrayList<>();
      for (int dim : tensor.shape().toArray()) {
        shape.add(dim);
      }
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("dtype", "F32");
      described.put("shape", shape);
      described.put("data_offsets", List.of(offset, end));
      header.put(entry.getKey(), described);
      offset = end;
    }
    byte[] json = Json.write(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer bytes = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(padded).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
  }

  private static void writeValues(FileChannel channel, Tensor tensor, ByteBuffer buffer)
      throws IOException {
    int done = 0;
    while (done < tensor.size()) {
      int count = Math.min(CHUNK / Float.BYTES, tensor.size() - done);
      buffer.clear().limit(count * Float.BYTES);
      buffer.asFloatBuffer().put(tensor.data(), done, count);
      AtomicFile.writeAll(channel, buffer);
      done += count;
    }
  }
}
