package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.PatchedFile;
import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Writes the moving averages of a network's BatchNorm layers into a copy of the state dict that
 * they came from. Nothing else of it changes, but for the checksums of a zip file.
 */
public final class StateDictStatistics {
  private StateDictStatistics() {}

  /**
   * Writes the copy, as a whole or not at all.
   *
   * @param from a state dict whose tensors fit the network, as {@link StateDictWeights#load} finds
   *     out
   * @param mapping as there
   * @param to where to; may be the same file
   * @throws IOException if they do not fit, or there are no moving averages
   */
  public static void replace(Path from, Network network, Map<String, String> mapping, Path to)
      throws IOException {
    StateDict source = StateDict.read(from);
    Map<StateTensor, float[]> statistics = new LinkedHashMap<>();
    StateDictWeights.assigned(source, network, mapping)
        .forEach(
            (parameter, tensor) -> {
              if (parameter.parameter().isStatistic()) {
                statistics.put(tensor, parameter.get());
              }
            });
    if (statistics.isEmpty()) {
      throw new UnsupportedModelException(from, "has no moving averages that could be replaced");
    }
    write(source, statistics, to);
  }

  /**
   * Writes a copy of a state dict in which some tensors have other values.
   *
   * @param values by the names of tensors, as many as they have, in the order of PyTorch
   * @param to where to; may be the same file
   * @throws IOException if there is no such tensor, or it is of another size or of whole numbers
   */
  public static void replace(Path from, Map<String, float[]> values, Path to) throws IOException {
    StateDict source = StateDict.read(from);
    Map<StateTensor, float[]> replaced = new LinkedHashMap<>();
    for (Map.Entry<String, float[]> item : values.entrySet()) {
      String name = item.getKey();
      if (!source.has(name) || source.tensor(name).size() != item.getValue().length) {
        throw new UnsupportedModelException(
            from,
            "has no tensor "
                + ForeignText.quoted(name)
                + " of "
                + item.getValue().length
                + " values; it has "
                + source.someNames());
      }
      replaced.put(source.tensor(name), item.getValue());
    }
    write(source, replaced, to);
  }

  /** A module that is used under two names has its tensors twice, in one place. */
  private static void requireOwnPlaces(StateDict source, Map<StateTensor, float[]> values)
      throws UnsupportedModelException {
    Map<Long, StateTensor> places = new HashMap<>();
    for (StateTensor tensor : source.weights()) {
      StateTensor other = tensor.size() == 0 ? null : places.put(tensor.start(), tensor);
      if (other != null && !Arrays.equals(values.get(tensor), values.get(other))) {
        throw new UnsupportedModelException(
            source.file(),
            "keeps "
                + other
                + " and "
                + tensor
                + " in one place, and their values would differ by now; it can keep but one");
      }
    }
  }

  private static void write(StateDict source, Map<StateTensor, float[]> values, Path to)
      throws IOException {
    requireOwnPlaces(source, values);
    Path from = source.file();
    PatchedFile copy = new PatchedFile(from);
    Map<String, ByteBuffer> records = new LinkedHashMap<>();
    Map<String, StoredZip.Entry> entries = Map.of();
    try (FileChannel channel = ReadOnlyFile.open(from)) {
      for (Map.Entry<StateTensor, float[]> item : values.entrySet()) {
        StateTensor tensor = item.getKey();
        if (!tensor.type().isFloating()) {
          throw new UnsupportedModelException(
              from, "the tensor " + tensor + " is of whole numbers");
        }
        if (tensor.record() == null) {
          copy.put(tensor.start(), changed(channel, tensor, item.getValue()));
        } else {
          entries = entries.isEmpty() ? StoredZip.entries(from, channel) : entries;
          StoredZip.Entry entry = entries.get(tensor.record());
          ByteBuffer record = records.get(tensor.record());
          if (record == null) {
            record = ReadOnlyFile.bytes(channel, entry.start(), Math.toIntExact(entry.size()));
            records.put(tensor.record(), record);
          }
          change(record, (int) (tensor.start() - entry.start()), tensor, item.getValue());
        }
      }
    }
    for (Map.Entry<String, ByteBuffer> record : records.entrySet()) {
      StoredZip.Entry entry = entries.get(record.getKey());
      copy.put(entry.start(), record.getValue());
      for (long place : entry.crcPlaces()) {
        copy.put(place, crc(record.getValue()));
      }
    }
    copy.write(to);
  }

  private static ByteBuffer changed(FileChannel channel, StateTensor tensor, float[] values)
      throws IOException {
    ByteBuffer bytes =
        ReadOnlyFile.bytes(channel, tensor.start(), Math.toIntExact(tensor.extent()));
    change(bytes, 0, tensor, values);
    return bytes;
  }

  private static void change(ByteBuffer bytes, int start, StateTensor tensor, float[] values)
      throws IOException {
    for (int i = 0; i < values.length; i++) {
      int place = start + Math.toIntExact(tensor.place(i) * tensor.type().bytes());
      tensor.type().put(bytes, place, values[i]);
      if (!Float.isFinite(tensor.type().get(bytes, place))) {
        throw new IOException(
            "the tensor " + tensor + " can't hold " + values[i] + ": its type has no such number");
      }
    }
  }

  private static ByteBuffer crc(ByteBuffer record) {
    CRC32 crc = new CRC32();
    crc.update(record.duplicate());
    return ByteBuffer.allocate(4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) crc.getValue())
        .flip();
  }
}
