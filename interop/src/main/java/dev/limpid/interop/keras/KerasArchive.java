package dev.limpid.interop.keras;

import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A {@code .keras} file: a zip file of {@code metadata.json}, {@code config.json} and {@code
 * model.weights.h5}. Only these are looked at, and nothing is written anywhere.
 *
 * @param metadata texts about the file, among them {@code keras_version}
 * @param config the model as JSON
 * @param weights an HDF5 file
 */
record KerasArchive(Map<String, String> metadata, String config, byte[] weights) {
  static final String METADATA = "metadata.json";
  static final String CONFIG = "config.json";
  static final String WEIGHTS = "model.weights.h5";

  /** What an entry may inflate to, by the bytes of the whole file: weights hardly compress. */
  private static final int MOST_EXPANSION = 16;

  private static final int ALWAYS_ALLOWED = 1 << 20;

  static boolean isZip(byte[] content) {
    return content.length > 3 && content[0] == 'P' && content[1] == 'K' && content[2] == 3;
  }

  /** Whether a zip file has a model's configuration, or is damaged, which {@link #read} tells. */
  static boolean hasConfig(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
      return zip.getEntry(CONFIG) != null;
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      return true;
    }
  }

  static KerasArchive read(Path file) throws IOException {
    long most = Math.addExact(ALWAYS_ALLOWED, Math.multiplyExact(MOST_EXPANSION, Files.size(file)));
    try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
      Set<String> names = new HashSet<>();
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        String name = all.nextElement().getName();
        if (!names.add(name)) {
          throw new Refusal("has two entries named " + ForeignText.quoted(name));
        }
      }
      byte[] config = entry(zip, CONFIG, most);
      if (!names.contains(WEIGHTS) && names.contains("model.weights.npz")) {
        throw new Refusal("keeps its weights as .npz; save it again, which writes HDF5");
      }
      byte[] weights = entry(zip, WEIGHTS, most);
      Map<String, String> metadata =
          names.contains(METADATA) ? texts(text(entry(zip, METADATA, most))) : Map.of();
      return new KerasArchive(metadata, text(config), weights);
    } catch (ZipException | IllegalArgumentException e) {
      throw new Refusal("is a damaged zip file: " + e.getMessage());
    } catch (EOFException e) {
      throw new Refusal("is a damaged zip file: it ends too early");
    }
  }

  /** The bytes of a file with a model; none of the entries is compressed, as Keras has them. */
  static byte[] write(WrittenModel model, Map<String, String> texts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("keras_version", WrittenModel.VERSION);
      metadata.put("date_saved", "1980-01-01@00:00:00");
      metadata.putAll(texts);
      put(zip, METADATA, Json.write(metadata).getBytes(StandardCharsets.UTF_8));
      put(zip, CONFIG, model.config().getBytes(StandardCharsets.UTF_8));
      put(zip, WEIGHTS, model.numberedWeights());
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // the same bits for the same network
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The version of Keras that wrote it, as far as it says. */
  String version() {
    return metadata.getOrDefault("keras_version", "3");
  }

  private static Map<String, String> texts(String json) {
    Map<String, String> texts = new LinkedHashMap<>();
    try {
      if (Json.parse(json, 1000) instanceof Map<?, ?> map) {
        map.forEach(
            (name, value) -> {
              if (value instanceof String text) {
                texts.put(String.valueOf(name), text);
              }
            });
      }
      return texts;
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal("has a metadata.json that is " + e.getMessage());
    }
  }

  private static byte[] entry(ZipFile zip, String name, long most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new Refusal("is a zip file without " + name + ", so no model of Keras");
    }
    if (entry.getSize() < 0 || entry.getSize() > Math.min(most, Integer.MAX_VALUE - 64)) {
      throw new Refusal(
          "claims " + entry.getSize() + " bytes for " + name + ", too many for a file of its size");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] content = in.readNBytes((int) entry.getSize());
      if (content.length != entry.getSize() || in.read() >= 0) {
        throw new Refusal("has a damaged " + name + ": it is not as long as it says");
      }
      return content;
    }
  }
}
