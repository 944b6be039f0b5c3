package dev.limpid.interop.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The fields of one message in Protocol Buffers' encoding, one after the other. Parts are views of
 * the bytes that were read; nothing is copied, and no length is believed before it is compared with
 * what is left.
 *
 * <p>Source: "Encoding" in the documentation of Protocol Buffers.
 */
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer bytes;
  private int field;
  private int wire;
  private long number;
  private ByteBuffer part;

  ProtoMessage(ByteBuffer bytes) {
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A message that is not what it should be. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String problem) {
      super(problem, null, false, false);
    }
  }

  /**
   * Goes on to the next field.
   *
   * @return whether there was one
   */
  boolean next() {
    if (!bytes.hasRemaining()) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    wire = (int) (key & 7);
    if (field < 1 || key >>> 3 > Integer.MAX_VALUE) {
      throw new Malformed("a field has the number " + (key >>> 3));
    }
    switch (wire) {
      case VARINT -> number = varint();
      case FIXED64 -> number = require(8).getLong();
      case FIXED32 -> number = require(4).getInt();
      case BYTES -> {
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
          throw new Malformed("a field is said to have " + length + " bytes");
        }
        part = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + (int) length);
      }
      default -> throw new Malformed("a field has the unknown type " + wire);
    }
    return true;
  }

  int field() {
    return field;
  }

  private ByteBuffer require(int count) {
    if (bytes.remaining() < count) {
      throw new Malformed("it ends within a number");
    }
    return bytes;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = require(1).get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new Malformed("a number has more than ten bytes");
  }

  /** The whole number of this field. */
  long number() {
    if (wire != VARINT) {
      throw new Malformed("field " + field + " is no whole number");
    }
    return number;
  }

  /** The float32 of this field. */
  float real() {
    if (wire != FIXED32) {
      throw new Malformed("field " + field + " is no float32");
    }
    return Float.intBitsToFloat((int) number);
  }

  /** The bytes of this field: a view. */
  ByteBuffer bytes() {
    if (wire != BYTES) {
      throw new Malformed("field " + field + " is no message or text");
    }
    return part.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  String text() {
    return StandardCharsets.UTF_8.decode(bytes()).toString();
  }

  ProtoMessage message() {
    return new ProtoMessage(bytes());
  }

  /** Appends the whole numbers of this field, which stands for one or for many. */
  void numbersInto(Numbers numbers) {
    if (wire == VARINT) {
      numbers.add(number);
      return;
    }
    ProtoMessage packed = new ProtoMessage(bytes());
    while (packed.bytes.hasRemaining()) {
      numbers.add(packed.varint());
    }
  }

  /** Whether the field is a message, a text, or numbers one behind the other. */
  boolean isPacked() {
    return wire == BYTES;
  }

  /** Appends the float32 or float64 of this field, which stands for one or for many. */
  void realsInto(Numbers numbers, boolean wide) {
    if (wire == FIXED32 || wire == FIXED64) {
      numbers.add(Double.doubleToRawLongBits(real(number, wire == FIXED64)));
      return;
    }
    ByteBuffer packed = bytes();
    if (packed.remaining() % (wide ? 8 : 4) != 0) {
      throw new Malformed("field " + field + " ends within a number");
    }
    while (packed.hasRemaining()) {
      numbers.add(
          Double.doubleToRawLongBits(wide ? packed.getDouble() : (double) packed.getFloat()));
    }
  }

  private static double real(long bits, boolean wide) {
    return wide ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
  }

  /** Numbers of 64 bits, as many as come. */
  static final class Numbers {
    private long[] values = {};
    private int count;

    void add(long value) {
      if (count == values.length) {
        values = java.util.Arrays.copyOf(values, Math.max(8, 2 * count));
      }
      values[count++] = value;
    }

    long[] toArray() {
      return java.util.Arrays.copyOf(values, count);
    }
  }
}
