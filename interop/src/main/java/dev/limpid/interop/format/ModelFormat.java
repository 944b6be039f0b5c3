package dev.limpid.interop.format;

/** A format of model files. */
public enum ModelFormat {
  /** Limpid's own: a safetensors file with the architecture in its metadata. */
  LIMPID
}
