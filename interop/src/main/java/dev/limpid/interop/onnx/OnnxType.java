package dev.limpid.interop.onnx;

import dev.limpid.interop.format.HalfPrecision;
import java.nio.ByteBuffer;

/** The types of numbers in ONNX files that Limpid reads, by their number in TensorProto. */
enum OnnxType {
  FLOAT(1, 4, false),
  UINT8(2, 1, true),
  INT8(3, 1, true),
  INT16(5, 2, true),
  INT32(6, 4, true),
  INT64(7, 8, true),
  BOOL(9, 1, true),
  FLOAT16(10, 2, false),
  DOUBLE(11, 8, false),
  BFLOAT16(16, 2, false);

  private final int code;
  private final int bytes;
  private final boolean whole;

  OnnxType(int code, int bytes, boolean whole) {
    this.code = code;
    this.bytes = bytes;
    this.whole = whole;
  }

  /** The type of a number; null if it is none of these. */
  static OnnxType of(long code) {
    for (OnnxType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  int bytes() {
    return bytes;
  }

  boolean isWhole() {
    return whole;
  }

  long wholeAt(ByteBuffer values, int i) {
    return switch (this) {
      case UINT8, BOOL -> values.get(i) & 0xff;
      case INT8 -> values.get(i);
      case INT16 -> values.getShort(2 * i);
      case INT32 -> values.getInt(4 * i);
      case INT64 -> values.getLong(8 * i);
      default -> (long) realAt(values, i);
    };
  }

  float realAt(ByteBuffer values, int i) {
    return switch (this) {
      case FLOAT -> values.getFloat(4 * i);
      case DOUBLE -> (float) values.getDouble(8 * i);
      case FLOAT16 -> HalfPrecision.fromHalf(values.getShort(2 * i));
      case BFLOAT16 -> Float.intBitsToFloat(values.getShort(2 * i) << 16);
      default -> wholeAt(values, i);
    };
  }

  /** Sets a value, rounded to this type, which is one of real numbers. */
  void setReal(ByteBuffer values, int i, float value) {
    switch (this) {
      case FLOAT -> values.putFloat(4 * i, value);
      case DOUBLE -> values.putDouble(8 * i, value);
      case FLOAT16 -> values.putShort(2 * i, HalfPrecision.toHalf(value));
      case BFLOAT16 -> values.putShort(2 * i, HalfPrecision.toBfloat16(value));
      default -> throw new IllegalStateException(this + " holds no statistics");
    }
  }
}
