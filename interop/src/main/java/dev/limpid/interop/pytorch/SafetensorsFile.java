package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Safetensors files of others, with tensors of any type. Tensors are kept in the order in which
 * their values lie in the file, because the header is sorted by type and name as a rule.
 */
final class SafetensorsFile {
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_VALUES = 1 << 21;

  private SafetensorsFile() {}

  static Map<String, StateTensor> read(Path file, FileChannel channel) throws IOException {
    long length = ReadOnlyFile.bytes(channel, 0, 8).getLong();
    if (length < 2 || length > channel.size() - 8 || length > MOST_BYTES) {
      throw new UnsupportedModelException(
          file, "is neither a file of torch.save nor safetensors, or it is cut off");
    }
    Map<String, StateTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> item : header(file, channel, (int) length).entrySet()) {
      String name = (String) item.getKey();
      if (!name.equals("__metadata__")) {
        tensors.put(name, tensor(file, name, item.getValue(), 8 + length, channel.size()));
      }
    }
    return tensors;
  }

  private static Map<?, ?> header(Path file, FileChannel channel, int length) throws IOException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ReadOnlyFile.bytes(channel, 8, length))
              .toString();
      if (Json.parse(text, MOST_VALUES) instanceof Map<?, ?> map) {
        return map;
      }
    } catch (CharacterCodingException e) {
      throw new UnsupportedModelException(file, "its header is no UTF-8 text", e);
    } catch (IOException e) {
      throw new UnsupportedModelException(file, "its header is " + e.getMessage(), e);
    }
    throw new UnsupportedModelException(file, "its header is no JSON object");
  }

  private static StateTensor tensor(Path file, String name, Object value, long start, long end)
      throws IOException {
    String shown = "the tensor " + ForeignText.quoted(name);
    if (!(value instanceof Map<?, ?> map)
        || !(map.get("shape") instanceof List<?> shape)
        || !(map.get("data_offsets") instanceof List<?> offsets)
        || offsets.size() != 2
        || !(offsets.get(0) instanceof Long from)
        || !(offsets.get(1) instanceof Long to)) {
      throw new UnsupportedModelException(file, shown + " has no shape and place");
    }
    ElementType type = ElementType.ofSafetensors(map.get("dtype"));
    if (type == null) {
      throw new UnsupportedModelException(
          file, shown + " has the type " + ForeignText.quoted(map.get("dtype")) + ", not known");
    }
    if (from < 0 || to < from || to > end - start) {
      throw new UnsupportedModelException(file, shown + " lies outside of the file");
    }
    long size = (to - from) / type.bytes();
    Pickled.TensorView view =
        new Pickled.TensorView(
            new Pickled.Storage(type, "", size), 0, List.copyOf(shape), List.copyOf(shape));
    StateTensor checked = StateDict.checkedRowMajor(file, name, view, start + from);
    if ((long) checked.size() * type.bytes() != to - from) {
      throw new UnsupportedModelException(
          file, shown + " of shape " + ForeignText.brief(shape) + " does not fit its bytes");
    }
    return checked;
  }
}
