package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The records of a zip file with their places, so that what is not compressed, as in files of
 * {@code torch.save}, is read where it is, and changed there.
 *
 * <p>Everything is checked against the size of the file: a record lies within it, no two have one
 * name, and no name leads out of a folder.
 *
 * <p>Source: PKWARE's APPNOTE, sections 4.3 and 4.5.
 */
final class StoredZip {
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int END_BYTES = 22;
  private static final int MOST_COMMENT = 0xffff;
  private static final int MOST_DIRECTORY = 64 << 20;
  private static final long WIDE = 0xffffffffL;

  /**
   * A record.
   *
   * @param start its first byte in the file
   * @param size in bytes
   * @param plain whether it is neither compressed nor encrypted
   * @param crcPlaces the bytes of the file where its checksum is noted
   */
  record Entry(long start, long size, boolean plain, long[] crcPlaces) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Path file;
  private final FileChannel channel;

  private StoredZip(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** The records by their names, in the order of the directory. */
  static Map<String, Entry> entries(Path file, FileChannel channel) throws IOException {
    StoredZip zip = new StoredZip(file, channel);
    zip.readDirectory();
    return Collections.unmodifiableMap(zip.entries);
  }

  private IOException damaged(String problem) {
    return new UnsupportedModelException(file, problem);
  }

  private ByteBuffer bytes(long at, long count) throws IOException {
    if (at < 0 || count < 0 || at > channel.size() - count || count > MOST_DIRECTORY) {
      throw damaged("is a zip file that is cut off or damaged");
    }
    return ReadOnlyFile.bytes(channel, at, (int) count);
  }

  private void readDirectory() throws IOException {
    long size = channel.size();
    int tail = (int) Math.min(size, END_BYTES + MOST_COMMENT);
    ByteBuffer end = bytes(size - tail, tail);
    int at = tail - END_BYTES;
    while (at >= 0 && end.getInt(at) != END) {
      at--;
    }
    if (at < 0) {
      throw damaged("is a zip file that is cut off: its directory is missing");
    }
    long count = end.getShort(at + 10) & 0xffff;
    long length = end.getInt(at + 12) & WIDE;
    long start = end.getInt(at + 16) & WIDE;
    long endAt = size - tail + at;
    if (endAt >= 20 && bytes(endAt - 20, 4).getInt(0) == LOCATOR_64) {
      ByteBuffer wide = bytes(bytes(endAt - 20, 20).getLong(8), 56);
      if (wide.getInt(0) != END_64) {
        throw damaged("is a zip file with a damaged directory");
      }
      count = wide.getLong(32);
      length = wide.getLong(40);
      start = wide.getLong(48);
    }
    readEntries(bytes(start, length), start, count);
  }

  private void readEntries(ByteBuffer directory, long start, long count) throws IOException {
    while (directory.remaining() >= 46 && directory.getInt(directory.position()) == CENTRAL) {
      int at = directory.position();
      int nameLength = directory.getShort(at + 28) & 0xffff;
      int extraLength = directory.getShort(at + 30) & 0xffff;
      int all = 46 + nameLength + extraLength + (directory.getShort(at + 32) & 0xffff);
      if (directory.remaining() < all) {
        throw damaged("is a zip file whose directory is cut off");
      }
      byte[] name = new byte[nameLength];
      directory.get(at + 46, name);
      long[] sizes = {
        directory.getInt(at + 24) & WIDE,
        directory.getInt(at + 20) & WIDE,
        directory.getInt(at + 42) & WIDE
      };
      widen(directory, at + 46 + nameLength, extraLength, sizes);
      add(new String(name, StandardCharsets.UTF_8), directory, at, start + at, sizes);
      directory.position(at + all);
    }
    if (directory.hasRemaining() || entries.size() != count) {
      throw damaged("is a zip file with a damaged directory");
    }
  }

  /** Sizes and offsets that do not fit into 32 bits stand in an extra field, in this order. */
  private void widen(ByteBuffer directory, int from, int length, long[] values) throws IOException {
    int end = from + length;
    int at = from;
    while (at + 4 <= end) {
      int next = at + 4;
      int after = next + (directory.getShort(at + 2) & 0xffff);
      if (directory.getShort(at) == 1) {
        for (int i = 0; i < values.length; i++) {
          if (values[i] == WIDE) {
            if (next + 8 > Math.min(after, end)) {
              throw damaged("is a zip file with a damaged directory");
            }
            values[i] = directory.getLong(next);
            next += 8;
          }
        }
      }
      at = after;
    }
  }

  private void add(String name, ByteBuffer directory, int at, long place, long[] sizes)
      throws IOException {
    String shown = ForeignText.quoted(name);
    if (name.startsWith("/")
        || name.contains("\\")
        || Arrays.asList(name.split("/")).contains("..")) {
      throw damaged("holds a record with the path " + shown + ", which leads out of it");
    }
    int flags = directory.getShort(at + 8);
    boolean plain = directory.getShort(at + 10) == 0 && (flags & 1) == 0;
    ByteBuffer local = bytes(sizes[2], 30);
    if (local.getInt(0) != LOCAL) {
      throw damaged("holds no record " + shown + " where its directory says");
    }
    long start = sizes[2] + 30 + (local.getShort(26) & 0xffff) + (local.getShort(28) & 0xffff);
    if (sizes[1] < 0 || start > channel.size() - sizes[1]) {
      throw damaged("is cut off within the record " + shown);
    }
    if (plain && sizes[0] != sizes[1]) {
      throw damaged("holds the record " + shown + " with two different sizes");
    }
    long[] crcPlaces = crcPlaces(flags, place, sizes[2], start + sizes[1]);
    if (entries.put(name, new Entry(start, sizes[1], plain, crcPlaces)) != null) {
      throw damaged("holds two records named " + shown);
    }
  }

  /** In the directory, and beside the record: before it, or behind it where its flags say so. */
  private long[] crcPlaces(int flags, long place, long header, long behind) throws IOException {
    if ((flags & 8) == 0) {
      return new long[] {place + 16, header + 14};
    }
    boolean signed = channel.size() - behind >= 8 && bytes(behind, 4).getInt(0) == DESCRIPTOR;
    return new long[] {place + 16, signed ? behind + 4 : behind};
  }
}
