package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.pytorch.Pickled.Storage;
import dev.limpid.interop.pytorch.Pickled.TensorView;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of {@code torch.save} since PyTorch 1.6: a zip file with {@code NAME/data.pkl}, and {@code
 * NAME/data/KEY} with the values of each storage.
 */
final class TorchZip {
  private static final String PICKLE = "data.pkl";

  private TorchZip() {}

  static Map<String, StateTensor> read(Path file, FileChannel channel) throws IOException {
    Map<String, StoredZip.Entry> entries = StoredZip.entries(file, channel);
    String folder = folder(file, entries);
    StoredZip.Entry pickle = plain(file, entries, folder + PICKLE);
    Object content =
        PickleReader.read(
            file, new ChannelBytes(channel, pickle.start(), pickle.start() + pickle.size()));
    Map<String, StateTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, TensorView> item : StateDictSearch.in(file, content).entrySet()) {
      Storage storage = item.getValue().storage();
      String record = folder + "data/" + storage.key();
      StoredZip.Entry values = plain(file, entries, record);
      if (storage.size() < 0 || storage.size() > values.size() / storage.type().bytes()) {
        throw new UnsupportedModelException(
            file,
            "the record "
                + ForeignText.quoted(record)
                + " has "
                + values.size()
                + " bytes, too few for "
                + storage.size()
                + " values of the tensor "
                + ForeignText.quoted(item.getKey()));
      }
      tensors.put(
          item.getKey(),
          StateDict.checked(file, item.getKey(), item.getValue(), values.start(), record));
    }
    return tensors;
  }

  private static String folder(Path file, Map<String, StoredZip.Entry> entries) throws IOException {
    for (String name : entries.keySet()) {
      String[] parts = name.split("/", -1);
      if (parts.length == 2 && parts[1].equals("constants.pkl")) {
        throw new UnsupportedModelException(
            file,
            "is TorchScript, which holds code; save the weights alone, in Python:"
                + " torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')");
      }
    }
    for (String name : entries.keySet()) {
      if (name.equals(PICKLE) || name.endsWith("/" + PICKLE)) {
        return name.substring(0, name.length() - PICKLE.length());
      }
    }
    throw new UnsupportedModelException(file, "is a zip file, but none of torch.save's");
  }

  private static StoredZip.Entry plain(Path file, Map<String, StoredZip.Entry> entries, String name)
      throws IOException {
    StoredZip.Entry entry = entries.get(name);
    if (entry == null) {
      throw new UnsupportedModelException(
          file, "the record " + ForeignText.quoted(name) + " is missing");
    }
    if (!entry.plain()) {
      throw new UnsupportedModelException(
          file,
          "the record "
              + ForeignText.quoted(name)
              + " is compressed or encrypted, which torch.save does not do");
    }
    return entry;
  }
}
