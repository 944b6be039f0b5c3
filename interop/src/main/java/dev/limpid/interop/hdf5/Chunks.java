package dev.limpid.interop.hdf5;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Puts a data set together from its chunks, which may be compressed (deflate) and shuffled. */
final class Chunks {
  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int CHECKSUM = 3;

  /** Most of a data set by bytes of the file: deflate cannot do better than about 1,030. */
  private static final int MOST_EXPANSION = 1040;

  private final Bytes bytes;
  private final Hdf5Object whose;
  private final long[] dims;
  private final int[] chunk;
  private final int width;
  private final int[] filters;
  private final byte[] result;

  private Chunks(Bytes bytes, Hdf5Object whose, long[] dims, int[] chunk, int width, int[] filters)
      throws Hdf5Exception {
    this.bytes = bytes;
    this.whose = whose;
    this.dims = dims;
    this.chunk = chunk;
    this.width = width;
    this.filters = filters;
    long size = width;
    for (long dim : dims) {
      size *= dim;
    }
    if (size > Integer.MAX_VALUE - 64 || size > (long) MOST_EXPANSION * bytes.size()) {
      throw whose.wrong("claims " + size + " bytes of values, more than the file can hold");
    }
    this.result = new byte[(int) size];
  }

  static byte[] read(
      Bytes bytes, Layout layout, Dataspace space, int width, Message filters, Hdf5Object whose)
      throws Hdf5Exception {
    long[] dims = space.dims();
    long[] stated = layout.chunk();
    if (stated.length != dims.length + 1 || stated[dims.length] != width || dims.length == 0) {
      throw whose.wrong("has chunks of another number of dimensions: the file is damaged");
    }
    int[] chunk = new int[dims.length];
    long size = width;
    for (int i = 0; i < chunk.length; i++) {
      if (stated[i] < 1 || size * stated[i] > Integer.MAX_VALUE - 64) {
        throw whose.wrong("has chunks of a size that can't be");
      }
      chunk[i] = (int) stated[i];
      size *= chunk[i];
    }
    if (size > (long) MOST_EXPANSION * bytes.size()) {
      throw whose.wrong("has chunks of " + size + " bytes, more than the file can hold");
    }
    int[] pipeline = filters == null ? new int[0] : filters(bytes, filters, whose);
    Chunks chunks = new Chunks(bytes, whose, dims, chunk, width, pipeline);
    if (layout.address() != Bytes.NOWHERE) {
      chunks.readTree(layout.address(), -1, (int) size);
    }
    return chunks.result;
  }

  private static int[] filters(Bytes bytes, Message message, Hdf5Object whose)
      throws Hdf5Exception {
    long at = message.at();
    int version = bytes.u8(at);
    int[] filters = new int[bytes.u8(at + 1)];
    at += version == 1 ? 8 : 2;
    for (int i = 0; i < filters.length; i++) {
      int id = bytes.u16(at);
      boolean named = version == 1 || id >= 256;
      int name = named ? bytes.u16(at + 2) : 0;
      int values = bytes.u16(at + (named ? 6 : 4));
      at += (named ? 8 : 6) + (version == 1 ? (name + 7) / 8 * 8 : name) + 4L * values;
      at += version == 1 && values % 2 != 0 ? 4 : 0;
      if (id != DEFLATE && id != SHUFFLE && id != CHECKSUM) {
        throw whose.wrong(
            "is packed by filter " + id + " of HDF5; gzip and shuffle are read, or no filter");
      }
      filters[i] = id;
    }
    return filters;
  }

  private void readTree(long node, int expectedLevel, int size) throws Hdf5Exception {
    bytes.step();
    bytes.require(node, "TREE");
    int level = bytes.u8(node + 5);
    if (bytes.u8(node + 4) != 1 || expectedLevel >= 0 && level != expectedLevel) {
      throw whose.wrong("has a tree of chunks that is damaged");
    }
    int entries = bytes.u16(node + 6);
    long keySize = 8 + 8L * (dims.length + 1);
    for (int i = 0; i < entries; i++) {
      long key = node + 24 + i * (keySize + 8);
      long child = bytes.u64(key + keySize);
      if (level > 0) {
        readTree(child, level - 1, size);
      } else {
        for (int step = 0; step < size; step += 64) {
          bytes.step(); // chunks may lie one on the other
        }
        place(unpack(child, bytes.u32(key), bytes.u32(key + 4), size), key + 8);
      }
    }
  }

  private byte[] unpack(long at, long length, long mask, int size) throws Hdf5Exception {
    int from = bytes.at(at, length);
    byte[] data = Arrays.copyOfRange(bytes.array(), from, from + (int) length);
    for (int i = filters.length - 1; i >= 0; i--) {
      if ((mask >> i & 1) == 0) {
        data =
            switch (filters[i]) {
              case DEFLATE -> inflate(data, size + 4);
              case SHUFFLE -> unshuffle(data);
              default -> Arrays.copyOf(data, Math.max(0, data.length - 4));
            };
      }
    }
    if (data.length != size) {
      throw whose.wrong("has a chunk of " + data.length + " bytes, not " + size);
    }
    return data;
  }

  private byte[] inflate(byte[] packed, int most) throws Hdf5Exception {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] data = new byte[most];
      int size = 0;
      while (size < most && !inflater.finished()) {
        int count = inflater.inflate(data, size, most - size);
        if (count == 0) {
          break;
        }
        size += count;
      }
      return Arrays.copyOf(data, size);
    } catch (DataFormatException e) {
      throw whose.wrong("has a chunk that can't be inflated: the file is damaged");
    } finally {
      inflater.end();
    }
  }

  /** First bytes of all values, second bytes of all values, ... to whole values. */
  private byte[] unshuffle(byte[] data) {
    byte[] values = data.clone();
    int count = data.length / width;
    for (int i = 0; i < count; i++) {
      for (int b = 0; b < width; b++) {
        values[i * width + b] = data[b * count + i];
      }
    }
    return values;
  }

  /** Copies a chunk's rows to where they belong; chunks reach over the edge. */
  private void place(byte[] data, long offsetsAt) throws Hdf5Exception {
    int rank = dims.length;
    long[] first = new long[rank];
    for (int i = 0; i < rank; i++) {
      first[i] = bytes.u64(offsetsAt + 8L * i);
      if (first[i] < 0 || first[i] >= dims[i]) {
        throw whose.wrong("has a chunk outside its shape: the file is damaged");
      }
    }
    int row = (int) Math.min(chunk[rank - 1], dims[rank - 1] - first[rank - 1]) * width;
    int[] index = new int[rank];
    int from = 0;
    while (from < data.length) {
      long to = 0;
      boolean within = true;
      for (int i = 0; i < rank; i++) {
        within &= first[i] + index[i] < dims[i];
        to = to * dims[i] + first[i] + index[i];
      }
      if (within) {
        System.arraycopy(data, from, result, (int) to * width, row);
      }
      from += chunk[rank - 1] * width;
      for (int i = rank - 2; i >= 0 && ++index[i] == chunk[i]; i--) {
        index[i] = 0;
      }
    }
  }
}
