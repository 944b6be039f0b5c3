package dev.limpid.interop.hdf5;

import dev.limpid.interop.format.HalfPrecision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The type of the values of a data set or an attribute.
 *
 * @param kind what they are
 * @param size bytes of one
 * @param bigEndian order of its bytes
 * @param signed for integers
 */
record Hdf5Type(Kind kind, int size, boolean bigEndian, boolean signed) {
  /** What values are. */
  enum Kind {
    INTEGER,
    FLOAT,
    TEXT,
    OPAQUE,
    VARIABLE_TEXT
  }

  private static final int FIXED_POINT = 0;
  private static final int FLOATING_POINT = 1;
  private static final int STRING = 3;
  private static final int OPAQUE_TYPE = 5;
  private static final int ENUMERATION = 8;
  private static final int VARIABLE_LENGTH = 9;

  static Hdf5Type read(Bytes bytes, long at) throws Hdf5Exception {
    int type = bytes.u8(at) & 15;
    int flags = bytes.u8(at + 1);
    long size = bytes.u32(at + 4);
    if (size < 1 || size > bytes.size()) {
      throw new Hdf5Exception("has values of " + size + " bytes each");
    }
    int width = (int) size;
    switch (type) {
      case FIXED_POINT:
        requireWidth(width, "an integer", 1, 2, 4, 8);
        return new Hdf5Type(Kind.INTEGER, width, (flags & 1) != 0, (flags & 8) != 0);
      case FLOATING_POINT:
        requireWidth(width, "a floating-point number", 2, 4, 8);
        requireIeee(bytes, at, width);
        return new Hdf5Type(Kind.FLOAT, width, (flags & 1) != 0, true);
      case STRING:
        return new Hdf5Type(Kind.TEXT, width, false, false);
      case OPAQUE_TYPE:
        return new Hdf5Type(Kind.OPAQUE, width, false, false);
      case ENUMERATION:
        Hdf5Type base = read(bytes, at + 8);
        if (base.kind != Kind.INTEGER || base.size != width) {
          throw new Hdf5Exception("has an enumeration of what are no integers");
        }
        return base;
      case VARIABLE_LENGTH:
        if ((flags & 15) != 1 || width != 16) {
          throw new Hdf5Exception("has sequences of variable length, which no model has");
        }
        return new Hdf5Type(Kind.VARIABLE_TEXT, width, false, false);
      default:
        throw new Hdf5Exception("has values of type " + type + " of HDF5, which no model has");
    }
  }

  private static void requireWidth(int width, String what, int... allowed) throws Hdf5Exception {
    for (int one : allowed) {
      if (width == one) {
        return;
      }
    }
    throw new Hdf5Exception("has " + what + " of " + width + " bytes");
  }

  /** Half, single and double precision of IEEE 754, and nothing else, such as bfloat16. */
  private static void requireIeee(Bytes bytes, long at, int width) throws Hdf5Exception {
    int exponent = bytes.u8(at + 13);
    int mantissa = bytes.u8(at + 15);
    int expected = width == 2 ? 5 : width == 4 ? 8 : 11;
    if (bytes.u16(at + 10) != 8 * width
        || exponent != expected
        || mantissa != 8 * width - 1 - expected) {
      throw new Hdf5Exception(
          "has floating-point numbers of "
              + exponent
              + " bits of exponent and "
              + mantissa
              + " of mantissa; half, single and double precision are read");
    }
  }

  boolean isNumber() {
    return kind == Kind.INTEGER || kind == Kind.FLOAT;
  }

  ByteOrder order() {
    return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** The number at a place of a buffer that has this {@link #order()}. */
  double number(ByteBuffer buffer, int at) {
    if (kind == Kind.FLOAT) {
      return switch (size) {
        case 2 -> HalfPrecision.fromHalf(buffer.getShort(at));
        case 4 -> buffer.getFloat(at);
        default -> buffer.getDouble(at);
      };
    }
    return switch (size) {
      case 1 -> signed ? buffer.get(at) : buffer.get(at) & 0xff;
      case 2 -> signed ? buffer.getShort(at) : buffer.getShort(at) & 0xffff;
      case 4 -> signed ? buffer.getInt(at) : buffer.getInt(at) & 0xffffffffL;
      default -> buffer.getLong(at);
    };
  }

  String describe() {
    return switch (kind) {
      case FLOAT -> "float" + 8 * size;
      case INTEGER -> (signed ? "int" : "uint") + 8 * size;
      case OPAQUE -> "values of " + size + " bytes without a meaning";
      default -> "text";
    };
  }
}
