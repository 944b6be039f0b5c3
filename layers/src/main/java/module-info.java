/** Layers, losses, the sequential network, and its files. */
module dev.limpid.layers {
  requires transitive dev.limpid.core;

  exports dev.limpid.layers;
  exports dev.limpid.layers.io;
}
