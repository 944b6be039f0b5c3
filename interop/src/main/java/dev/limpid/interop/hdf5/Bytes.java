package dev.limpid.interop.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a file, little-endian, each access held against their number. */
final class Bytes {
  /** An address that stands for none. */
  static final long NOWHERE = -1;

  private final byte[] data;
  private final ByteBuffer buffer;
  private long stepsLeft;

  Bytes(byte[] data) {
    this.data = data;
    this.buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    this.stepsLeft = 1_000_000 + 4L * data.length;
  }

  /** Structures may refer to each other in circles, or to one from many: steps are counted. */
  void step() throws Hdf5Exception {
    if (--stepsLeft < 0) {
      throw new Hdf5Exception("its structures refer to each other without end");
    }
  }

  int size() {
    return data.length;
  }

  byte[] array() {
    return data;
  }

  /** Makes sure that so many bytes are there, and gives where they begin. */
  int at(long offset, long length) throws Hdf5Exception {
    if (offset < 0 || length < 0 || offset > data.length || length > data.length - offset) {
      throw new Hdf5Exception(
          "refers to " + length + " bytes at " + offset + ", but has " + data.length + " in all");
    }
    return (int) offset;
  }

  int u8(long offset) throws Hdf5Exception {
    return data[at(offset, 1)] & 0xff;
  }

  int u16(long offset) throws Hdf5Exception {
    return buffer.getShort(at(offset, 2)) & 0xffff;
  }

  long u32(long offset) throws Hdf5Exception {
    return buffer.getInt(at(offset, 4)) & 0xffffffffL;
  }

  /** An address or a length; {@link #NOWHERE} if all bits are set. */
  long u64(long offset) throws Hdf5Exception {
    return buffer.getLong(at(offset, 8));
  }

  /** A number of 1, 2, 4 or 8 bytes. */
  long unsigned(long offset, int width) throws Hdf5Exception {
    return switch (width) {
      case 1 -> u8(offset);
      case 2 -> u16(offset);
      case 4 -> u32(offset);
      default -> u64(offset);
    };
  }

  void require(long offset, String signature) throws Hdf5Exception {
    if (!startsWith(offset, signature)) {
      throw new Hdf5Exception("has no " + signature + " at " + offset + ": it is damaged");
    }
  }

  boolean startsWith(long offset, String signature) throws Hdf5Exception {
    int at = at(offset, signature.length());
    for (int i = 0; i < signature.length(); i++) {
      if (data[at + i] != (byte) signature.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Text that ends with a zero, or after so many bytes. */
  String text(long offset, long most) throws Hdf5Exception {
    int at = at(offset, most);
    int end = at;
    while (end < at + most && data[end] != 0) {
      end++;
    }
    return new String(data, at, end - at, StandardCharsets.UTF_8);
  }
}
