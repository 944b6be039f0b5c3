package dev.limpid.interop.hdf5;

/** The shape of a data set or an attribute: no dimension is one value. */
record Dataspace(long[] dims, long values) {
  static Dataspace read(Bytes bytes, long at) throws Hdf5Exception {
    int version = bytes.u8(at);
    int rank = bytes.u8(at + 1);
    if (version != 1 && version != 2) {
      throw new Hdf5Exception("has a shape of version " + version);
    }
    if (version == 2 && bytes.u8(at + 3) == 2) {
      return new Dataspace(new long[] {0}, 0);
    }
    if (rank > 32) {
      throw new Hdf5Exception("has a shape of " + rank + " dimensions");
    }
    long first = at + (version == 1 ? 8 : 4);
    long[] dims = new long[rank];
    long values = 1;
    for (int i = 0; i < rank; i++) {
      dims[i] = bytes.u64(first + 8L * i);
      if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
        throw new Hdf5Exception("has a dimension of " + Long.toUnsignedString(dims[i]));
      }
      values = values > Integer.MAX_VALUE ? values : values * dims[i];
    }
    if (values > Integer.MAX_VALUE) {
      throw new Hdf5Exception("has a shape of more than 2^31 values");
    }
    return new Dataspace(dims, values);
  }
}
