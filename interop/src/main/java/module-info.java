/** Models of Keras, PyTorch and ONNX: read, written, mended. */
module dev.limpid.interop {
  requires transitive dev.limpid.layers;
  requires transitive dev.limpid.optim;

  exports dev.limpid.interop;
  exports dev.limpid.interop.format;
  exports dev.limpid.interop.keras;
  exports dev.limpid.interop.onnx;
  exports dev.limpid.interop.pytorch;
}
