package dev.limpid.interop.onnx;

import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the tensors of an ONNX file: their values as raw bytes, as a list of numbers, or in a file
 * beside it.
 */
final class TensorReader {
  private final Path file;
  private final ExternalData external;

  TensorReader(Path file) {
    this.file = file;
    this.external = new ExternalData(file);
  }

  private UnsupportedModelException problem(String text) {
    return new UnsupportedModelException(file, text);
  }

  OnnxTensor read(ProtoMessage message) throws IOException {
    ProtoMessage.Numbers dims = new ProtoMessage.Numbers();
    ProtoMessage.Numbers wholes = new ProtoMessage.Numbers();
    ProtoMessage.Numbers reals = new ProtoMessage.Numbers();
    Map<String, String> place = new LinkedHashMap<>();
    boolean isExternal = false;
    long code = 0;
    String name = "";
    ByteBuffer raw = null;
    ByteBuffer packed = null;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> message.numbersInto(dims);
        case 2 -> code = message.number();
        case 4 -> {
          message.realsInto(reals, false);
          packed = message.isPacked() && packed == null ? message.bytes() : null;
        }
        case 5, 7 -> message.numbersInto(wholes);
        case 8 -> name = message.text();
        case 9 -> raw = message.bytes();
        case 10 -> message.realsInto(reals, true);
        case 13 -> OnnxFile.addEntry(message.message(), place);
        case 14 -> isExternal = message.number() == 1;
        default -> {}
      }
    }
    String shown = "the tensor " + ForeignText.quoted(name);
    OnnxType type = OnnxType.of(code);
    if (type == null) {
      throw problem(shown + " has values of the type " + code + ", which can't be read");
    }
    int[] shape = shape(shown, dims.toArray());
    if (isExternal) {
      raw = external.bytes(shown, place, (long) OnnxTensor.size(shape) * type.bytes());
    }
    if (raw == null && type == OnnxType.FLOAT && isAll(packed, shape)) {
      raw = packed; // the same bytes
    }
    return raw != null
        ? raw(name, shape, type, raw, isExternal)
        : listed(name, shape, type, wholes.toArray(), reals.toArray());
  }

  private int[] shape(String shown, long[] dims) throws UnsupportedModelException {
    long size = 1;
    int[] shape = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE - 8 || dims.length > 16) {
        throw problem(shown + " has a dimension of " + dims[i]);
      }
      shape[i] = (int) dims[i];
      size *= Math.max(1, dims[i]);
      if (size > Integer.MAX_VALUE - 8) {
        throw problem(shown + " has more values than an array can hold");
      }
    }
    return shape;
  }

  private static boolean isAll(ByteBuffer packed, int[] shape) {
    return packed != null && packed.remaining() == 4L * OnnxTensor.size(shape);
  }

  private OnnxTensor raw(
      String name, int[] shape, OnnxType type, ByteBuffer bytes, boolean isExternal)
      throws UnsupportedModelException {
    if (bytes.remaining() != (long) OnnxTensor.size(shape) * type.bytes()) {
      throw problem(
          "the tensor "
              + ForeignText.quoted(name)
              + " has "
              + bytes.remaining()
              + " bytes for "
              + OnnxTensor.size(shape)
              + " values");
    }
    return OnnxTensor.raw(name, shape, type, bytes, isExternal);
  }

  /** Values as a list of numbers; those of 16 bits are listed as their bits. */
  private OnnxTensor listed(String name, int[] shape, OnnxType type, long[] wholes, long[] reals)
      throws UnsupportedModelException {
    boolean asReals = type == OnnxType.FLOAT || type == OnnxType.DOUBLE;
    int count = asReals ? reals.length : wholes.length;
    if (count != OnnxTensor.size(shape)) {
      throw problem(
          "the tensor "
              + ForeignText.quoted(name)
              + " lists "
              + count
              + " values of "
              + OnnxTensor.size(shape));
    }
    if (type.isWhole()) {
      return OnnxTensor.ofLongs(shape, wholes).named(name);
    }
    ByteBuffer bits = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      bits.putShort(0, (short) (asReals ? 0 : wholes[i]));
      values[i] = asReals ? (float) Double.longBitsToDouble(reals[i]) : type.realAt(bits, 0);
    }
    return OnnxTensor.ofFloats(shape, values).named(name);
  }
}
