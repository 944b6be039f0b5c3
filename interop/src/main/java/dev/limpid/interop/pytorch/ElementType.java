package dev.limpid.interop.pytorch;

import dev.limpid.interop.format.HalfPrecision;
import java.nio.ByteBuffer;

/** The types of numbers that tensors of a state dict may have; all are read as float32. */
enum ElementType {
  FLOAT64("DoubleStorage", "F64", 8) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return (float) bytes.getDouble(at);
    }

    @Override
    void put(ByteBuffer bytes, int at, float value) {
      bytes.putDouble(at, value);
    }
  },
  FLOAT32("FloatStorage", "F32", 4) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return bytes.getFloat(at);
    }

    @Override
    void put(ByteBuffer bytes, int at, float value) {
      bytes.putFloat(at, value);
    }
  },
  FLOAT16("HalfStorage", "F16", 2) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return HalfPrecision.fromHalf(bytes.getShort(at));
    }

    @Override
    void put(ByteBuffer bytes, int at, float value) {
      bytes.putShort(at, HalfPrecision.toHalf(value));
    }
  },
  BFLOAT16("BFloat16Storage", "BF16", 2) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return Float.intBitsToFloat(bytes.getShort(at) << 16);
    }

    @Override
    void put(ByteBuffer bytes, int at, float value) {
      bytes.putShort(at, HalfPrecision.toBfloat16(value));
    }
  },
  INT64("LongStorage", "I64", 8) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return bytes.getLong(at);
    }
  },
  INT32("IntStorage", "I32", 4) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return bytes.getInt(at);
    }
  },
  INT16("ShortStorage", "I16", 2) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return bytes.getShort(at);
    }
  },
  INT8("CharStorage", "I8", 1) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return bytes.get(at);
    }
  },
  UINT8("ByteStorage", "U8", 1) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return bytes.get(at) & 0xff;
    }
  },
  BOOL("BoolStorage", "BOOL", 1) {
    @Override
    float get(ByteBuffer bytes, int at) {
      return bytes.get(at);
    }
  };

  private final String storage;
  private final String safetensors;
  private final int bytes;

  ElementType(String storage, String safetensors, int bytes) {
    this.storage = storage;
    this.safetensors = safetensors;
    this.bytes = bytes;
  }

  /** The value at a byte of a buffer in little-endian order. */
  abstract float get(ByteBuffer bytes, int at);

  /** Sets a value, rounded to this type, which is one of floating-point numbers. */
  void put(ByteBuffer bytes, int at, float value) {
    throw new IllegalStateException(this + " holds no statistics");
  }

  boolean isFloating() {
    return ordinal() <= BFLOAT16.ordinal();
  }

  /** Bytes of a value. */
  int bytes() {
    return bytes;
  }

  /** The type of a storage class of PyTorch's; null if it is none of these. */
  static ElementType ofStorage(String name) {
    for (ElementType type : values()) {
      if (type.storage.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** The type by its name in safetensors files; null if it is none of these. */
  static ElementType ofSafetensors(Object name) {
    for (ElementType type : values()) {
      if (type.safetensors.equals(name)) {
        return type;
      }
    }
    return null;
  }
}
