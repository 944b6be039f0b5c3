package dev.limpid.layers.io;

import dev.limpid.core.Shape;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, checked: after it is read, every tensor is known to lie within
 * the file, to be as long as its shape says, and to overlap no other.
 *
 * @param metadata texts by name
 * @param entries the tensors, in the order of the header
 * @param dataStart where in the file the values begin
 */
record SafetensorsHeader(Map<String, String> metadata, List<Entry> entries, long dataStart) {
  static final String METADATA = "__metadata__";
  static final int MAX_BYTES = 16 << 20;
  static final int MAX_TENSORS = 1 << 16;

  /** Type, shape and place make up to a dozen for each tensor. */
  private static final int MAX_VALUES = 16 * MAX_TENSORS;

  /** A tensor's name, shape, and place behind the header, in bytes. */
  record Entry(String name, Shape shape, long begin, long end) {}

  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new ModelFileException(
          file, "is no safetensors file: " + size + " bytes are too few for a header");
    }
    long length = bytes(file, channel, 8).getLong();
    if (length < 2 || length > size - 8 || length > MAX_BYTES) {
      throw new ModelFileException(
          file,
          "is no safetensors file, or cut off: its header is said to have "
              + Long.toUnsignedString(length)
              + " bytes, but the file has "
              + size);
    }
    long dataStart = 8 + length;
    Map<?, ?> json = json(file, bytes(file, channel, (int) length));
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    if (json.size() > MAX_TENSORS) {
      throw new ModelFileException(
          file, "has " + json.size() + " tensors; it may have up to " + MAX_TENSORS);
    }
    for (Map.Entry<?, ?> item : json.entrySet()) {
      String name = (String) item.getKey();
      if (name.equals(METADATA)) {
        metadata = metadata(file, item.getValue());
      } else {
        entries.add(entry(file, name, item.getValue(), size - dataStart));
      }
    }
    requireGapless(file, entries, size - dataStart);
    return new SafetensorsHeader(metadata, entries, dataStart);
  }

  private static ByteBuffer bytes(Path file, FileChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new ModelFileException(file, "ends within its header");
      }
    }
    return buffer.flip();
  }

  private static Map<?, ?> json(Path file, ByteBuffer bytes) throws ModelFileException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      if (Json.parse(text, MAX_VALUES) instanceof Map<?, ?> map) {
        return map;
      }
      throw new ModelFileException(file, "its header is no JSON object");
    } catch (CharacterCodingException e) {
      throw new ModelFileException(file, "its header is no UTF-8 text", e);
    } catch (ModelFileException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelFileException(file, "its header is " + e.getMessage(), e);
    }
  }

  private static Map<String, String> metadata(Path file, Object value) throws ModelFileException {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> item : map.entrySet()) {
        if (!(item.getValue() instanceof String text)) {
          throw new ModelFileException(
              file,
              "its metadata " + ForeignText.quoted(item.getKey()) + " is no text, as it must be");
        }
        metadata.put((String) item.getKey(), text);
      }
      return metadata;
    }
    throw new ModelFileException(file, "its metadata is no JSON object");
  }

  private static Entry entry(Path file, String name, Object value, long dataSize)
      throws ModelFileException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ModelFileException(
          file, "tensor " + ForeignText.quoted(name) + " is no JSON object");
    }
    if (!"F32".equals(map.get("dtype"))) {
      throw new ModelFileException(
          file,
          "tensor "
              + ForeignText.quoted(name)
              + " has the type "
              + ForeignText.quoted(map.get("dtype"))
              + "; only F32 can be read");
    }
    long[] offsets = numbers(file, name, "data_offsets", map.get("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > dataSize) {
      throw new ModelFileException(
          file,
          "tensor "
              + ForeignText.quoted(name)
              + " lies at "
              + ForeignText.brief(map.get("data_offsets"))
              + ", outside of the "
              + dataSize
              + " bytes behind the header");
    }
    long[] dims = numbers(file, name, "shape", map.get("shape"));
    long values = (offsets[1] - offsets[0]) / Float.BYTES;
    if (!fits(dims, values) || values * Float.BYTES != offsets[1] - offsets[0]) {
      throw new ModelFileException(
          file,
          "tensor "
              + ForeignText.quoted(name)
              + " of shape "
              + ForeignText.brief(map.get("shape"))
              + " does not fit its "
              + (offsets[1] - offsets[0])
              + " bytes");
    }
    int[] shape = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      shape[i] = (int) dims[i];
    }
    return new Entry(name, Shape.of(shape), offsets[0], offsets[1]);
  }

  /** Whether dimensions have exactly this product, without overflow on the way. */
  private static boolean fits(long[] dims, long values) {
    if (values > Integer.MAX_VALUE - 8) {
      return false;
    }
    long product = 1;
    for (long dim : dims) {
      // A dimension of 0 must not hide a huge one: each has to be an int, and their product too.
      if (dim > Integer.MAX_VALUE || product * Math.max(1, dim) > Integer.MAX_VALUE - 8) {
        return false;
      }
      product *= Math.max(1, dim);
    }
    for (long dim : dims) {
      product = dim == 0 ? 0 : product;
    }
    return product == values;
  }

  private static long[] numbers(Path file, String name, String key, Object value)
      throws ModelFileException {
    if (value instanceof List<?> list && list.size() <= 32) {
      long[] numbers = new long[list.size()];
      boolean valid = true;
      for (int i = 0; i < numbers.length; i++) {
        valid &= list.get(i) instanceof Long number && number >= 0;
        numbers[i] = list.get(i) instanceof Long number ? number : 0;
      }
      if (valid) {
        return numbers;
      }
    }
    throw new ModelFileException(
        file,
        "tensor "
            + ForeignText.quoted(name)
            + " has the "
            + key
            + " "
            + ForeignText.brief(value)
            + "; a list of whole numbers is right");
  }

  private static void requireGapless(Path file, List<Entry> entries, long dataSize)
      throws ModelFileException {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long at = 0;
    for (Entry entry : sorted) {
      if (entry.begin() != at) {
        throw new ModelFileException(
            file,
            "tensor "
                + ForeignText.quoted(entry.name())
                + " begins at "
                + entry.begin()
                + " instead of "
                + at
                + ": tensors overlap or leave holes");
      }
      at = entry.end();
    }
    if (at != dataSize) {
      throw new ModelFileException(
          file, "has " + (dataSize - at) + " bytes behind its last tensor");
    }
  }
}
