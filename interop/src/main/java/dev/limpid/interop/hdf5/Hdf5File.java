package dev.limpid.interop.hdf5;

/** An HDF5 file in memory. */
public final class Hdf5File {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  private Hdf5File() {}

  /** Whether bytes are the beginning of an HDF5 file. */
  public static boolean isHdf5(byte[] beginning) {
    if (beginning.length < SIGNATURE.length) {
      return false;
    }
    for (int i = 0; i < SIGNATURE.length; i++) {
      if (beginning[i] != SIGNATURE[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads the structure of a file; values are read when they are asked for.
   *
   * @param content all bytes of the file; kept, not copied
   * @return the group that holds everything
   * @throws Hdf5Exception if it is no HDF5 file, is damaged, or uses what is not read here
   */
  public static Hdf5Group read(byte[] content) throws Hdf5Exception {
    if (!isHdf5(content)) {
      throw new Hdf5Exception("is no HDF5 file");
    }
    Bytes bytes = new Bytes(content);
    int version = bytes.u8(8);
    if (version > 3) {
      throw new Hdf5Exception(
          "is of version " + version + " of HDF5's superblock; 0 to 3 are read");
    }
    int widths = version < 2 ? 13 : 9;
    if (bytes.u8(widths) != 8 || bytes.u8(widths + 1) != 8) {
      throw new Hdf5Exception("has addresses that are not of 8 bytes");
    }
    long base = bytes.u64(version == 0 ? 24 : version == 1 ? 28 : 12);
    if (base != 0) {
      throw new Hdf5Exception("begins in the middle of another file");
    }
    return Hdf5Group.at(bytes, bytes.u64(version == 0 ? 64 : version == 1 ? 68 : 36), "");
  }
}
