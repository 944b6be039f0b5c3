package dev.limpid.interop.hdf5;

/**
 * Where the values of a data set are.
 *
 * @param kind one after the other, or in chunks
 * @param address of the values, or of the tree of chunks
 * @param length bytes, where they are one after the other
 * @param chunk shape of a chunk, with the bytes of a value as its last dimension; null without
 */
record Layout(Kind kind, long address, long length, long[] chunk) {
  /** How values are laid out. */
  enum Kind {
    CONTIGUOUS,
    CHUNKED
  }

  private static final int COMPACT = 0;
  private static final int CONTIGUOUS = 1;
  private static final int CHUNKED = 2;

  static Layout read(Bytes bytes, long at, Hdf5Object whose) throws Hdf5Exception {
    int version = bytes.u8(at);
    if (version == 1 || version == 2) {
      return readOld(bytes, at, whose);
    }
    int kind = bytes.u8(at + 1);
    if (version != 3 && version != 4 || version == 4 && kind == CHUNKED) {
      throw whose.wrong(
          "is laid out as only newer versions of HDF5 do; save the model without libver='latest'");
    }
    switch (kind) {
      case COMPACT:
        return new Layout(Kind.CONTIGUOUS, at + 4, bytes.u16(at + 2), null);
      case CONTIGUOUS:
        return new Layout(Kind.CONTIGUOUS, bytes.u64(at + 2), bytes.u64(at + 10), null);
      case CHUNKED:
        int rank = bytes.u8(at + 2);
        return new Layout(Kind.CHUNKED, bytes.u64(at + 3), 0, dims(bytes, at + 11, rank));
      default:
        throw whose.wrong("is put together from other data sets, which is not read");
    }
  }

  private static Layout readOld(Bytes bytes, long at, Hdf5Object whose) throws Hdf5Exception {
    int rank = bytes.u8(at + 1);
    int kind = bytes.u8(at + 2);
    long afterAddress = at + 8 + (kind == COMPACT ? 0 : 8);
    switch (kind) {
      case COMPACT:
        long sizeAt = afterAddress + 4L * rank;
        return new Layout(Kind.CONTIGUOUS, sizeAt + 4, bytes.u32(sizeAt), null);
      case CONTIGUOUS:
        long length = 1;
        for (long dim : dims(bytes, afterAddress, rank)) {
          length = length > Integer.MAX_VALUE ? length : length * dim;
        }
        return new Layout(Kind.CONTIGUOUS, bytes.u64(at + 8), length, null);
      case CHUNKED:
        return new Layout(Kind.CHUNKED, bytes.u64(at + 8), 0, dims(bytes, afterAddress, rank));
      default:
        throw whose.wrong("is put together from other data sets, which is not read");
    }
  }

  private static long[] dims(Bytes bytes, long at, int rank) throws Hdf5Exception {
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = bytes.u32(at + 4L * i);
    }
    return dims;
  }
}
