package dev.limpid.report.tensorboard;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A protocol buffer message that is being written: each field is a key (number and wire type)
 * followed by its value. See "Encoding" in the documentation of Protocol Buffers.
 */
final class Message {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private byte[] bytes = new byte[64];
  private int size;

  /** A field of type int64, int32 or an enum. */
  Message integer(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  /** A field of type double. */
  Message real(int field, double value) {
    key(field, FIXED_64);
    littleEndian(Double.doubleToLongBits(value), Double.BYTES);
    return this;
  }

  /** A field of type float. */
  Message real(int field, float value) {
    key(field, FIXED_32);
    littleEndian(Float.floatToIntBits(value), Float.BYTES);
    return this;
  }

  /** A field of type repeated double, packed. */
  Message reals(int field, double[] values) {
    key(field, LENGTH_DELIMITED);
    varint((long) values.length * Double.BYTES);
    for (double value : values) {
      littleEndian(Double.doubleToLongBits(value), Double.BYTES);
    }
    return this;
  }

  /** A field of type string. */
  Message text(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return bytes(field, utf8, utf8.length);
  }

  /** A field that is a message itself. */
  Message message(int field, Message value) {
    return bytes(field, value.bytes, value.size);
  }

  /** The message so far. */
  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private Message bytes(int field, byte[] value, int length) {
    key(field, LENGTH_DELIMITED);
    varint(length);
    reserve(length);
    System.arraycopy(value, 0, bytes, size, length);
    size += length;
    return this;
  }

  private void key(int field, int wireType) {
    varint((long) field << 3 | wireType);
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  private void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  private void littleEndian(long bits, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[size++] = (byte) (bits >>> (8 * i));
    }
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }
}
