package dev.limpid.interop.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes HDF5 files of groups, attributes of text, and data sets of float32, in the oldest form of
 * the format (superblock 0), which every version of h5py reads. Texts of any length are kept in a
 * heap, where the limit of 64 KiB of an attribute does not hold.
 *
 * <pre>{@code
 * Hdf5Writer root = new Hdf5Writer();
 * root.text("keras_version", "3.9.2");
 * root.group("layers/conv2d/vars").floats("0", values, 3, 3, 1, 16);
 * byte[] file = root.toBytes();
 * }</pre>
 */
public final class Hdf5Writer {
  static final int IN_A_LEAF = 8;
  private static final int LEAST_OF_A_NODE = 32;
  private static final int MOST_OF_AN_ATTRIBUTE = 64_000;

  private final Map<String, Hdf5Writer> groups = new TreeMap<>();
  private final Map<String, Array> arrays = new TreeMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, List<String>> lists = new LinkedHashMap<>();

  private record Array(float[] values, int[] dims) {}

  /** An empty group; of the file that is to be, if nothing else holds it. */
  public Hdf5Writer() {}

  /** The group of a name, or of a path of names with slashes, which is made if need be. */
  public Hdf5Writer group(String path) {
    Hdf5Writer group = this;
    for (String name : path.split("/")) {
      group = group.groups.computeIfAbsent(name, made -> new Hdf5Writer());
    }
    return group;
  }

  /** Sets an attribute of text. */
  public void text(String name, String value) {
    texts.put(name, value);
  }

  /** Sets an attribute of several texts; where it is too long for one, cut as Keras cuts it. */
  public void texts(String name, List<String> values) {
    int width = width(values);
    if (values.size() * (long) width <= MOST_OF_AN_ATTRIBUTE) {
      lists.put(name, values);
      return;
    }
    int each = Math.max(1, MOST_OF_AN_ATTRIBUTE / width);
    for (int from = 0; from < values.size(); from += each) {
      lists.put(name + from / each, values.subList(from, Math.min(values.size(), from + each)));
    }
  }

  private static int width(List<String> values) {
    return values.stream()
        .mapToInt(value -> value.getBytes(StandardCharsets.UTF_8).length)
        .reduce(1, Math::max);
  }

  /**
   * Adds a data set.
   *
   * @param name may be a path
   * @param values row-major; kept, not copied, until {@link #toBytes}
   * @param dims their shape; none for a single value
   */
  public void floats(String name, float[] values, int... dims) {
    int slash = name.lastIndexOf('/');
    Hdf5Writer group = slash < 0 ? this : group(name.substring(0, slash));
    group.arrays.put(name.substring(slash + 1), new Array(values, dims.clone()));
  }

  /** The file. */
  public byte[] toBytes() {
    Hdf5Output out = new Hdf5Output();
    out.node = Math.max(LEAST_OF_A_NODE, largestNode());
    long root = writeGroup(out);
    out.finish(root);
    return Arrays.copyOf(out.bytes.array(), out.end);
  }

  private int largestNode() {
    int leaves = (groups.size() + arrays.size() + IN_A_LEAF - 1) / IN_A_LEAF;
    int largest = leaves + leaves % 2;
    for (Hdf5Writer group : groups.values()) {
      largest = Math.max(largest, group.largestNode());
    }
    return largest;
  }

  /** Writes all that is in it, then the names, their tree and the header. */
  private long writeGroup(Hdf5Output out) {
    Map<String, Long> headers = new TreeMap<>();
    groups.forEach((name, group) -> headers.put(name, group.writeGroup(out)));
    arrays.forEach((name, array) -> headers.put(name, writeArray(out, array)));

    List<byte[]> names = new ArrayList<>();
    int heapSize = 8;
    for (String name : headers.keySet()) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      names.add(bytes);
      heapSize += (bytes.length + 8) / 8 * 8;
    }
    long data = out.allocate(heapSize);
    long heap = out.allocate(32);
    out.signature(heap, "HEAP");
    out.u64(heap + 8, heapSize);
    out.u64(heap + 16, 1); // no free block
    out.u64(heap + 24, data);

    long tree = out.allocate(24 + 8 + 16 * out.node);
    out.signature(tree, "TREE");
    out.u64(tree + 8, Bytes.NOWHERE);
    out.u64(tree + 16, Bytes.NOWHERE);
    long at = 8;
    int number = 0;
    long leaf = 0;
    for (Map.Entry<String, Long> entry : headers.entrySet()) {
      int inLeaf = number % IN_A_LEAF;
      if (inLeaf == 0) {
        leaf = out.allocate(8 + 40 * IN_A_LEAF);
        out.signature(leaf, "SNOD");
        out.u8(leaf + 4, 1);
        out.u64(tree + 32 + 16L * (number / IN_A_LEAF), leaf);
      }
      out.put(data + at, names.get(number));
      out.u64(leaf + 8 + 40L * inLeaf, at);
      out.u64(leaf + 8 + 40L * inLeaf + 8, entry.getValue());
      out.u16(leaf + 6, inLeaf + 1);
      out.u64(tree + 24 + 16L * (number / IN_A_LEAF + 1), at); // the greatest name below
      out.u16(tree + 6, number / IN_A_LEAF + 1);
      at += (names.get(number).length + 8) / 8 * 8;
      number++;
    }

    byte[] symbols = new byte[16];
    ByteBuffer.wrap(symbols).order(ByteOrder.LITTLE_ENDIAN).putLong(tree).putLong(heap);
    List<byte[]> messages = new ArrayList<>();
    messages.add(message(Message.SYMBOL_TABLE, symbols));
    texts.forEach((name, value) -> messages.add(textAttribute(out, name, value)));
    lists.forEach((name, values) -> messages.add(listAttribute(name, values)));
    return out.header(messages);
  }

  private static long writeArray(Hdf5Output out, Array array) {
    long length = 4L * array.values.length;
    long data = out.allocate(length);
    out.floats(data, array.values);
    byte[] layout = new byte[24];
    ByteBuffer.wrap(layout)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 3)
        .put((byte) 1)
        .putLong(length == 0 ? Bytes.NOWHERE : data)
        .putLong(length);
    byte[] fill = {2, 2, 2, 1, 0, 0, 0, 0}; // allocated late, written if set, zeros
    return out.header(
        List.of(
            message(0x01, dataspace(array.dims)),
            message(0x03, FLOAT32),
            message(0x05, fill),
            message(0x08, layout)));
  }

  private static final byte[] FLOAT32 = {
    0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0, 0, 0, 0, 0
  };

  private static byte[] dataspace(int... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 8 * dims.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 1).put((byte) dims.length).position(8);
    for (int dim : dims) {
      bytes.putLong(dim);
    }
    return bytes.array();
  }

  /** A text of variable length in UTF-8, which is in the heap. */
  private static byte[] textAttribute(Hdf5Output out, String name, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int index = out.texts.size() + 1;
    out.texts.add(utf8);
    ByteBuffer type = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    type.put((byte) 0x19).put((byte) 1).put((byte) 1).put((byte) 0).putInt(16); // UTF-8
    type.put((byte) 0x13).put((byte) 0x10).put((byte) 0).put((byte) 0).putInt(1); // characters
    ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(utf8.length).putLong(0).putInt(index); // the heap's address comes last
    return attribute(out, name, type.array(), dataspace(), data.array(), true);
  }

  private static byte[] listAttribute(String name, List<String> values) {
    int width = width(values);
    ByteBuffer type = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    type.put((byte) 0x13).put((byte) 1).put((byte) 0).put((byte) 0).putInt(width);
    byte[] data = new byte[values.size() * width];
    for (int i = 0; i < values.size(); i++) {
      byte[] utf8 = values.get(i).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(utf8, 0, data, i * width, utf8.length);
    }
    return attribute(null, name, type.array(), dataspace(values.size()), data, false);
  }

  private static byte[] attribute(
      Hdf5Output out, String name, byte[] type, byte[] space, byte[] data, boolean inHeap) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    int nameSize = utf8.length + 1;
    int dataAt =
        8
            + Hdf5Output.padded(nameSize)
            + Hdf5Output.padded(type.length)
            + Hdf5Output.padded(space.length);
    ByteBuffer bytes = ByteBuffer.allocate(dataAt + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 1).put((byte) 0);
    bytes.putShort((short) nameSize).putShort((short) type.length).putShort((short) space.length);
    bytes.put(utf8).position(8 + Hdf5Output.padded(nameSize));
    bytes.put(type).position(8 + Hdf5Output.padded(nameSize) + Hdf5Output.padded(type.length));
    bytes.put(space).position(dataAt);
    bytes.put(data);
    byte[] message = message(Message.ATTRIBUTE, bytes.array());
    if (inHeap) {
      out.addresses.put(message, 8 + dataAt + 4);
    }
    return message;
  }

  private static byte[] message(int type, byte[] body) {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + Hdf5Output.padded(body.length)).order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .putShort((short) type)
        .putShort((short) Hdf5Output.padded(body.length))
        .putInt(0)
        .put(body);
    return bytes.array();
  }
}
