package dev.limpid.interop.hdf5;

import java.util.ArrayList;
import java.util.List;

/**
 * One statement in the header of an object: a type, and where its bytes are.
 *
 * @param type number of the format
 * @param at where its bytes begin
 * @param size how many there are
 */
record Message(int type, long at, int size) {
  static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int DATATYPE = 0x03;
  static final int LINK = 0x06;
  static final int EXTERNAL_FILES = 0x07;
  static final int LAYOUT = 0x08;
  static final int FILTERS = 0x0B;
  static final int ATTRIBUTE = 0x0C;
  static final int SYMBOL_TABLE = 0x11;
  static final int ATTRIBUTE_INFO = 0x15;
  private static final int CONTINUATION = 0x10;
  private static final int SHARED = 2;

  /** All messages of the object whose header is at a place, blocks that continue it included. */
  static List<Message> ofObject(Bytes bytes, long header) throws Hdf5Exception {
    List<Message> messages = new ArrayList<>();
    if (bytes.startsWith(header, "OHDR")) {
      readNew(bytes, header, messages);
    } else {
      readOld(bytes, header, messages);
    }
    return messages;
  }

  private static void readOld(Bytes bytes, long header, List<Message> messages)
      throws Hdf5Exception {
    if (bytes.u8(header) != 1) {
      throw new Hdf5Exception("has no object at " + header + ": it is damaged");
    }
    List<long[]> blocks = new ArrayList<>();
    blocks.add(new long[] {header + 16, bytes.u32(header + 8)});
    for (int i = 0; i < blocks.size(); i++) {
      long at = blocks.get(i)[0];
      long end = at + blocks.get(i)[1];
      bytes.at(at, end - at);
      while (end - at >= 8) {
        bytes.step();
        int size = bytes.u16(at + 2);
        add(bytes, bytes.u16(at), bytes.u8(at + 4), at + 8, size, end, messages, blocks);
        at += 8L + size;
      }
    }
  }

  private static void readNew(Bytes bytes, long header, List<Message> messages)
      throws Hdf5Exception {
    int flags = bytes.u8(header + 5);
    long at = header + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
    int width = 1 << (flags & 3);
    long length = bytes.unsigned(at, width);
    List<long[]> blocks = new ArrayList<>();
    blocks.add(new long[] {at + width, length});
    int head = (flags & 4) != 0 ? 6 : 4;
    for (int i = 0; i < blocks.size(); i++) {
      long from = blocks.get(i)[0];
      long to = from + blocks.get(i)[1];
      if (i > 0) { // a block that continues begins with OCHK and ends with a checksum
        bytes.require(from, "OCHK");
        from += 4;
        to -= 4;
      }
      bytes.at(from, to - from);
      while (to - from >= head) {
        bytes.step();
        int size = bytes.u16(from + 1);
        int type = bytes.u8(from);
        add(bytes, type, bytes.u8(from + 3), from + head, size, to, messages, blocks);
        from += head + size;
      }
    }
  }

  private static void add(
      Bytes bytes,
      int type,
      int flags,
      long at,
      int size,
      long end,
      List<Message> messages,
      List<long[]> blocks)
      throws Hdf5Exception {
    if (size > end - at) {
      throw new Hdf5Exception("has a message longer than its block at " + at);
    }
    if (type == CONTINUATION) {
      blocks.add(new long[] {bytes.u64(at), bytes.u64(at + 8)});
    } else {
      if ((flags & SHARED) != 0 && (type == DATATYPE || type == DATASPACE)) {
        throw new Hdf5Exception("has types that are kept elsewhere, which no model has");
      }
      messages.add(new Message(type, at, size));
    }
  }
}
