package dev.limpid.interop.hdf5;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** An array of numbers in a file. */
public final class Hdf5Dataset extends Hdf5Object {
  private final Hdf5Type type;
  private final Dataspace space;

  Hdf5Dataset(Bytes bytes, List<Message> messages, String path) throws Hdf5Exception {
    super(bytes, messages, path);
    Message typed = message(Message.DATATYPE);
    Message shaped = message(Message.DATASPACE);
    if (typed == null || shaped == null) {
      throw wrong("has no type or no shape: it is damaged");
    }
    if (message(Message.EXTERNAL_FILES) != null) {
      throw wrong("keeps its values in another file, which is not opened");
    }
    type = Hdf5Type.read(bytes, typed.at());
    space = Dataspace.read(bytes, shaped.at());
  }

  /** The shape; no dimension for a single value. */
  public int[] dims() {
    int[] dims = new int[space.dims().length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = (int) space.dims()[i];
    }
    return dims;
  }

  /** How many values there are. */
  public int size() {
    return (int) space.values();
  }

  /** The type of the values, such as {@code float32}. */
  public String type() throws Hdf5Exception {
    return isBfloat16() ? "bfloat16" : type.describe();
  }

  /**
   * The values as float32, row-major; those of double precision are rounded.
   *
   * @throws Hdf5Exception if they are no numbers, or the file is damaged or shorter than they are
   */
  public float[] floats() throws Hdf5Exception {
    ByteBuffer stored = stored();
    float[] values = new float[size()];
    if (type.kind() == Hdf5Type.Kind.OPAQUE) {
      for (int i = 0; i < values.length; i++) {
        int bits = stored.getShort(stored.position() + 2 * i) << 16;
        values[i] = Float.intBitsToFloat(bits);
      }
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) type.number(stored, stored.position() + i * type.size());
    }
    return values;
  }

  /** Keras writes bfloat16 as two bytes without a meaning, and an attribute that names it. */
  private boolean isBfloat16() throws Hdf5Exception {
    return type.kind() == Hdf5Type.Kind.OPAQUE
        && type.size() == 2
        && text("dtype").filter("bfloat16"::equals).isPresent();
  }

  /** The bytes of the values, from the position of the buffer on; checked to be all there. */
  private ByteBuffer stored() throws Hdf5Exception {
    if (!type.isNumber() && !isBfloat16()) {
      throw wrong("holds " + type.describe() + " where numbers should be");
    }
    long length = space.values() * type.size();
    Message layout = message(Message.LAYOUT);
    Layout where = Layout.read(bytes, layout.at(), this);
    if (where.kind() == Layout.Kind.CHUNKED) {
      byte[] all = Chunks.read(bytes, where, space, type.size(), message(Message.FILTERS), this);
      return ByteBuffer.wrap(all).order(type.order());
    }
    if (where.address() == Bytes.NOWHERE) {
      if (length > bytes.size()) {
        throw wrong("claims " + length + " bytes of values, but has none");
      }
      return ByteBuffer.allocate((int) length).order(type.order());
    }
    if (where.length() < length) {
      throw wrong("claims " + length + " bytes of values, but has " + where.length());
    }
    return ByteBuffer.wrap(bytes.array())
        .order(type.order())
        .position(bytes.at(where.address(), length));
  }

  /**
   * Where the values begin in the file, if they are there one after the other as float32,
   * little-endian: who knows the place can put others there without changing anything else.
   */
  public OptionalLong placeOfFloats() throws Hdf5Exception {
    Layout where = Layout.read(bytes, message(Message.LAYOUT).at(), this);
    if (where.kind() == Layout.Kind.CHUNKED
        || where.address() == Bytes.NOWHERE
        || type.kind() != Hdf5Type.Kind.FLOAT
        || type.size() != 4
        || type.bigEndian()
        || where.length() < 4L * space.values()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(bytes.at(where.address(), 4L * space.values()));
  }
}
