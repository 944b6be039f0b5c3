package dev.limpid.interop.keras;

import dev.limpid.layers.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a zip file with another content of one entry. Where the entry is not compressed, as Keras
 * leaves it, its bytes and its checksum are all that changes; otherwise all entries are written
 * anew, with the contents that they had.
 */
final class ZipPatch {
  private static final int END = 0x06054b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int SHORTEST_END = 22;

  private ZipPatch() {}

  static void write(Path from, String name, byte[] content, Path to) throws IOException {
    byte[] zip = Files.readAllBytes(from);
    byte[] patched = patched(zip, name, content);
    byte[] result = patched != null ? patched : written(from, name, content);
    AtomicFile.write(
        to,
        channel -> {
          ByteBuffer all = ByteBuffer.wrap(result);
          while (all.hasRemaining()) {
            channel.write(all);
          }
        });
  }

  /** The file with the entry's bytes put over the old ones; null if they can't be. */
  private static byte[] patched(byte[] original, String name, byte[] content) {
    ByteBuffer zip = ByteBuffer.wrap(original.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.capacity() - SHORTEST_END;
    while (end >= 0 && zip.getInt(end) != END) {
      end--;
    }
    if (end < 0) {
      return null;
    }
    int entries = zip.getShort(end + 10) & 0xffff;
    int at = zip.getInt(end + 16);
    for (int i = 0; i < entries && at >= 0 && at + 46 <= end; i++) {
      int nameLength = zip.getShort(at + 28) & 0xffff;
      int more = (zip.getShort(at + 30) & 0xffff) + (zip.getShort(at + 32) & 0xffff);
      if (zip.getInt(at) != CENTRAL || at + 46 + nameLength + more > end) {
        return null;
      }
      if (new String(original, at + 46, nameLength, StandardCharsets.UTF_8).equals(name)) {
        return patch(zip, at, content) ? zip.array() : null;
      }
      at += 46 + nameLength + more;
    }
    return null;
  }

  private static boolean patch(ByteBuffer zip, int central, byte[] content) {
    int local = zip.getInt(central + 42);
    boolean stored = zip.getShort(central + 10) == 0 && zip.getInt(central + 24) == content.length;
    boolean checksumBehind = (zip.getShort(central + 8) & 8) != 0;
    if (!stored || checksumBehind || local < 0 || local + 30 > central) {
      return false;
    }
    int data =
        local + 30 + (zip.getShort(local + 26) & 0xffff) + (zip.getShort(local + 28) & 0xffff);
    if (zip.getInt(local) != LOCAL || data + content.length > central) {
      return false;
    }
    CRC32 checksum = new CRC32();
    checksum.update(content);
    System.arraycopy(content, 0, zip.array(), data, content.length);
    zip.putInt(local + 14, (int) checksum.getValue());
    zip.putInt(central + 16, (int) checksum.getValue());
    return true;
  }

  private static byte[] written(Path from, String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipFile zip = new ZipFile(from.toFile(), StandardCharsets.UTF_8);
        ZipOutputStream out = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        if (entry.getName().equals(name)) {
          out.write(content);
        } else {
          zip.getInputStream(entry).transferTo(out);
        }
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
