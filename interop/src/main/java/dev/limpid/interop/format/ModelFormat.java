package dev.limpid.interop.format;

/** A format of model files. */
public enum ModelFormat {
  /** Limpid's own: a safetensors file with the architecture in its metadata. */
  LIMPID,

  /** Keras 3's {@code .keras}: a zip file of configuration and weights. */
  KERAS,

  /** A whole model of any Keras in an HDF5 file. */
  KERAS_HDF5,

  /** ONNX: a graph of operators. */
  ONNX
}
