package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.pytorch.Pickled.Storage;
import dev.limpid.interop.pytorch.Pickled.TensorView;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of {@code torch.save} before PyTorch 1.6: pickles of a magic number, a version, what
 * machine it was, the object, and the keys of its storages; then each storage, its number of values
 * in front.
 */
final class LegacyTorchFile {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private LegacyTorchFile() {}

  static Map<String, StateTensor> read(Path file, FileChannel channel) throws IOException {
    ChannelBytes in = new ChannelBytes(channel, 0, channel.size());
    if (!MAGIC.equals(PickleReader.read(file, in))) {
      throw new UnsupportedModelException(
          file, "is a pickle, but none of torch.save's; " + TorchObjects.REMEDY);
    }
    PickleReader.read(file, in);
    PickleReader.read(file, in);
    Map<String, TensorView> views = StateDictSearch.in(file, PickleReader.read(file, in));
    Map<String, Storage> storages = new HashMap<>();
    views.values().forEach(view -> storages.put(view.storage().key(), view.storage()));
    Map<String, Long> places = places(file, PickleReader.read(file, in), storages, in);
    Map<String, StateTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, TensorView> item : views.entrySet()) {
      Storage storage = item.getValue().storage();
      Long start = places.get(storage.key());
      if (start == null || !storage.equals(storages.get(storage.key()))) {
        throw new UnsupportedModelException(
            file, "the values of the tensor " + ForeignText.quoted(item.getKey()) + " are missing");
      }
      tensors.put(
          item.getKey(), StateDict.checked(file, item.getKey(), item.getValue(), start, null));
    }
    return tensors;
  }

  /** Where the values of each storage begin; the storages that no tensor needs come last or not. */
  private static Map<String, Long> places(
      Path file, Object keys, Map<String, Storage> storages, ChannelBytes in) throws IOException {
    if (!(keys instanceof List<?> list)) {
      throw new UnsupportedModelException(file, "has no list of its storages");
    }
    Map<String, Long> places = new HashMap<>();
    long at = in.position();
    for (Object key : list) {
      Storage storage = storages.get(key);
      if (storage == null) {
        throw new UnsupportedModelException(
            file,
            "holds tensors beside its state dict, in the format before PyTorch 1.6; "
                + TorchObjects.REMEDY);
      }
      long size = storage.size() * storage.type().bytes();
      if (storage.size() < 0 || storage.size() > in.end() || at + 8 > in.end() - size) {
        throw new UnsupportedModelException(file, "is cut off within its values");
      }
      if (in.numberAt(at) != storage.size()) {
        throw new UnsupportedModelException(
            file, "holds a storage of another length than its tensors say");
      }
      places.put(storage.key(), at + 8);
      at += 8 + size;
    }
    return places;
  }
}
