/** Models of Keras, PyTorch and ONNX: read, written, mended. */
module dev.limpid.interop {
  requires transitive dev.limpid.layers;

  exports dev.limpid.interop;
  exports dev.limpid.interop.format;
  exports dev.limpid.interop.pytorch;
}
