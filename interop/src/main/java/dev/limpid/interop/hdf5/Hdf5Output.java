package dev.limpid.interop.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The bytes of an HDF5 file that is being written, which grow. */
final class Hdf5Output {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int FIRST = 96;

  ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  int end = FIRST;
  int node;
  final List<byte[]> texts = new ArrayList<>();

  /** Messages that hold the heap's address, and where in them; later, where in the file. */
  final Map<byte[], Integer> addresses = new IdentityHashMap<>();

  final List<Integer> heapAddresses = new ArrayList<>();

  long allocate(long size) {
    long at = end;
    long next = Math.addExact(at, (size + 7) / 8 * 8);
    if (next > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException("the model is larger than 2 GiB, too large for HDF5 here");
    }
    if (next > bytes.capacity()) {
      long doubled = Math.min(Integer.MAX_VALUE - 64, Math.max(next, 2L * bytes.capacity()));
      bytes =
          ByteBuffer.wrap(Arrays.copyOf(bytes.array(), (int) doubled))
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    end = (int) next;
    return at;
  }

  void u8(long at, int value) {
    bytes.put((int) at, (byte) value);
  }

  void u16(long at, int value) {
    bytes.putShort((int) at, (short) value);
  }

  void u64(long at, long value) {
    bytes.putLong((int) at, value);
  }

  void put(long at, byte[] values) {
    System.arraycopy(values, 0, bytes.array(), (int) at, values.length);
  }

  void signature(long at, String text) {
    put(at, text.getBytes(StandardCharsets.US_ASCII));
  }

  void floats(long at, float[] values) {
    for (int i = 0; i < values.length; i++) {
      bytes.putFloat((int) at + 4 * i, values[i]);
    }
  }

  long header(List<byte[]> messages) {
    int size = messages.stream().mapToInt(message -> message.length).sum();
    long at = allocate(16L + size);
    u8(at, 1);
    u16(at + 2, messages.size());
    bytes.putInt((int) at + 4, 1);
    bytes.putInt((int) at + 8, size);
    long next = at + 16;
    for (byte[] message : messages) {
      put(next, message);
      Integer address = addresses.remove(message);
      if (address != null) {
        heapAddresses.add((int) next + address);
      }
      next += message.length;
    }
    return at;
  }

  /** The heap of texts, and the superblock. */
  void finish(long root) {
    if (!texts.isEmpty()) {
      int size = 16 + 16;
      for (byte[] text : texts) {
        size += 16 + padded(text.length);
      }
      size = Math.max(size, 4096);
      long collection = allocate(size);
      signature(collection, "GCOL");
      u8(collection + 4, 1);
      u64(collection + 8, size);
      long at = collection + 16;
      for (int i = 0; i < texts.size(); i++) {
        u16(at, i + 1);
        u16(at + 2, 1);
        u64(at + 8, texts.get(i).length);
        put(at + 16, texts.get(i));
        at += 16 + padded(texts.get(i).length);
      }
      u64(at + 8, collection + size - at); // what is free
      for (int address : heapAddresses) {
        u64(address, collection);
      }
    }
    put(0, SIGNATURE);
    u8(13, 8);
    u8(14, 8);
    u16(16, Hdf5Writer.IN_A_LEAF / 2);
    u16(18, node / 2);
    u64(32, Bytes.NOWHERE);
    u64(40, end);
    u64(48, Bytes.NOWHERE);
    u64(64, root);
  }

  /** A size to the next multiple of 8, at which everything in the file begins. */
  static int padded(int size) {
    return (size + 7) / 8 * 8;
  }
}
