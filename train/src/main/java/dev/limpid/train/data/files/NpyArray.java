package dev.limpid.train.data.files;

import dev.limpid.train.data.DatasetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array of NumPy's format, versions 1 to 3: the magic, the header's length, the header as a
 * Python dictionary, the values. The first dimension counts records.
 *
 * @param name what to call it in messages
 * @param type without the byte order, such as {@code f4}
 * @param dims 1 or more
 */
record NpyArray(String name, String type, int[] dims, Records records) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MOST_HEADER = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z]\\d+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d, ]*)\\)");
  private static final List<String> TYPES =
      List.of("b1", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8");

  static NpyArray read(BinaryFile file, String name) {
    byte[] start = file.header(MAGIC.length + 2);
    int version = start[MAGIC.length];
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw file.failure("it is not an array of NumPy, which begins with \\x93NUMPY");
    }
    if (version < 1 || version > 3) {
      throw file.failure(
          "it is of version " + (version & 0xff) + " of the format; 1 to 3 are read");
    }
    String header = header(file, version);
    Matcher type = TYPE.matcher(header);
    if (!type.find() || !TYPES.contains(type.group(2))) {
      throw file.failure("its values are not of a type of whole or floating numbers");
    }
    Matcher order = ORDER.matcher(header);
    if (!order.find() || order.group(1).equals("True")) {
      throw file.failure("its values are column by column; save np.ascontiguousarray(array)");
    }
    int[] dims = dims(file, header);
    int bytes = type.group(2).charAt(1) - '0';
    int values =
        dims.length == 1 ? 1 : Sizes.ofSample(file, Arrays.copyOfRange(dims, 1, dims.length));
    Records raw = file.records(dims[0], values * bytes, "entries");
    ByteOrder byteOrder =
        type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    List<ByteBuffer> buffers = raw.buffers().stream().map(b -> b.order(byteOrder)).toList();
    return new NpyArray(
        name, type.group(2), dims, new Records(buffers, raw.each(), raw.count(), raw.length()));
  }

  private static String header(BinaryFile file, int version) {
    ByteBuffer field = ByteBuffer.wrap(file.header(version == 1 ? 2 : 4));
    field.order(ByteOrder.LITTLE_ENDIAN);
    int length = version == 1 ? field.getShort() & 0xffff : field.getInt();
    if (length < 0 || length > MOST_HEADER) {
      throw file.failure("its header would have " + Integer.toUnsignedString(length) + " bytes");
    }
    return new String(file.header(length), StandardCharsets.UTF_8);
  }

  private static int[] dims(BinaryFile file, String header) {
    Matcher shape = SHAPE.matcher(header);
    if (!shape.find()) {
      throw file.failure("its header does not say its shape");
    }
    String[] words =
        Arrays.stream(shape.group(1).split(","))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .toArray(String[]::new);
    if (words.length == 0) {
      throw file.failure("it is a single number, not an array");
    }
    int[] dims = new int[words.length];
    for (int i = 0; i < dims.length; i++) {
      if (!words[i].matches("\\d{1,10}") || Long.parseLong(words[i]) > Integer.MAX_VALUE) {
        throw file.failure("its shape (" + shape.group(1) + ") is too large");
      }
      dims[i] = Integer.parseInt(words[i]);
    }
    return dims;
  }

  int count() {
    return dims[0];
  }

  /** A value of an entry, of any of the types. */
  double number(int record, int index) {
    ByteBuffer from = records.bufferOf(record);
    int at = records.startOf(record) + index * (type.charAt(1) - '0');
    return switch (type) {
      case "b1", "u1" -> from.get(at) & 0xff;
      case "i1" -> from.get(at);
      case "u2" -> from.getShort(at) & 0xffff;
      case "i2" -> from.getShort(at);
      case "u4" -> from.getInt(at) & 0xffffffffL;
      case "i4" -> from.getInt(at);
      case "f4" -> from.getFloat(at);
      case "f8" -> from.getDouble(at);
      case "u8" -> unsigned(from.getLong(at));
      default -> from.getLong(at);
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (value >>> 1) * 2.0;
  }

  /** Its name in Python, for messages. */
  String title() {
    String last = name.substring(Math.max(name.lastIndexOf(' '), name.lastIndexOf('/')) + 1);
    return last.replace(".npy", "");
  }

  String shapeText() {
    return Arrays.stream(dims)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  DatasetException failure(String reason) {
    return new DatasetException("cannot read " + name + ": " + reason);
  }
}
