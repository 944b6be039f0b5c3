package dev.limpid.interop.hdf5;

import dev.limpid.layers.json.ForeignText;
import java.io.IOException;

/** An HDF5 file is damaged, or uses a part of the format that is not read here. */
public final class Hdf5Exception extends IOException {
  private static final long serialVersionUID = 1;

  /** The problem may hold names of the file. */
  Hdf5Exception(String problem) {
    super(ForeignText.escaped(problem));
  }
}
