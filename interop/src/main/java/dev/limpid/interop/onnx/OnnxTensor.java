package dev.limpid.interop.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor whose values are known when the graph is read: a weight, or a constant. Values are whole
 * numbers or float32; those of a file stay in its bytes until they are asked for.
 */
final class OnnxTensor {
  private final String name;
  private final int[] dims;
  private final boolean whole;
  private final Values values;

  /** Where the values come from. */
  private sealed interface Values {}

  private record Longs(long[] values) implements Values {}

  private record Floats(float[] values) implements Values {}

  private record Raw(ByteBuffer bytes, OnnxType type, boolean external) implements Values {}

  /** One value over and over, as large as the dimensions say. */
  private record Filled(double value) implements Values {}

  private OnnxTensor(String name, int[] dims, boolean whole, Values values) {
    this.name = name;
    this.dims = dims;
    this.whole = whole;
    this.values = values;
  }

  static OnnxTensor ofLongs(int[] dims, long... values) {
    return new OnnxTensor("", dims, true, new Longs(values));
  }

  static OnnxTensor ofFloats(int[] dims, float... values) {
    return new OnnxTensor("", dims, false, new Floats(values));
  }

  static OnnxTensor filled(int[] dims, boolean whole, double value) {
    return new OnnxTensor("", dims, whole, new Filled(value));
  }

  /** Values in the bytes of a file, or of another one beside it. */
  static OnnxTensor raw(
      String name, int[] dims, OnnxType type, ByteBuffer bytes, boolean external) {
    return new OnnxTensor(name, dims, type.isWhole(), new Raw(bytes, type, external));
  }

  OnnxTensor named(String newName) {
    return new OnnxTensor(newName, dims, whole, values);
  }

  /** The same values with other dimensions of the same product. */
  OnnxTensor reshaped(int... newDims) {
    return new OnnxTensor(name, newDims, whole, values);
  }

  /** As in the graph; empty for what was computed. */
  String name() {
    return name;
  }

  int[] dims() {
    return dims;
  }

  int rank() {
    return dims.length;
  }

  boolean isWhole() {
    return whole;
  }

  int size() {
    return size(dims);
  }

  /** The product; dimensions are checked where they come from, so that it is an int. */
  static int size(int[] dims) {
    long size = 1;
    for (int dim : dims) {
      size *= dim;
      if (size > Integer.MAX_VALUE - 8) {
        throw new ArithmeticException(
            Arrays.toString(dims) + " has more values than an array can hold");
      }
    }
    return (int) size;
  }

  /** The values as whole numbers, row-major; a new array. */
  long[] longs() {
    long[] longs = new long[size()];
    if (values instanceof Longs own) {
      return own.values().clone();
    } else if (values instanceof Floats own) {
      Arrays.setAll(longs, i -> (long) own.values()[i]);
    } else if (values instanceof Filled one) {
      Arrays.fill(longs, (long) one.value());
    } else if (values instanceof Raw raw) {
      Arrays.setAll(longs, i -> raw.type().wholeAt(raw.bytes(), i));
    }
    return longs;
  }

  /** A value as float32. */
  float floatAt(int i) {
    if (values instanceof Raw raw) {
      return raw.type().realAt(raw.bytes(), i);
    } else if (values instanceof Floats own) {
      return own.values()[i];
    } else if (values instanceof Filled one) {
      return (float) one.value();
    }
    return ((Longs) values).values()[i];
  }

  /** The values as float32, row-major; a new array. */
  float[] floats() {
    float[] floats = new float[size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = floatAt(i);
    }
    return floats;
  }

  /** The one value that all are; NaN if they differ or there is none. */
  double onlyValue() {
    if (size() == 0) {
      return Double.NaN;
    }
    if (values instanceof Filled one) {
      return one.value();
    }
    if (whole) {
      long[] all = longs();
      return Arrays.stream(all).allMatch(v -> v == all[0]) ? all[0] : Double.NaN;
    }
    float[] all = floats();
    for (float value : all) {
      if (value != all[0]) {
        return Double.NaN;
      }
    }
    return all[0];
  }

  /** The bytes and type of its values, if they are in a file as they are; null otherwise. */
  ByteBuffer rawBytes() {
    return values instanceof Raw raw
        ? raw.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN)
        : null;
  }

  OnnxType rawType() {
    return values instanceof Raw raw ? raw.type() : null;
  }

  /** Whether its values are in a file beside the model's. */
  boolean isExternal() {
    return values instanceof Raw raw && raw.external();
  }
}
