/** Layers, losses, the sequential network, its files, and networks ready to build. */
module dev.limpid.layers {
  requires transitive dev.limpid.core;

  exports dev.limpid.layers;
  exports dev.limpid.layers.io;
  exports dev.limpid.layers.networks;
}
