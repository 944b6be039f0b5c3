/** Layers, losses, the network, its files, and networks ready to build. */
@SuppressWarnings("module") // the modules that may read JSON are built after this one
module dev.limpid.layers {
  requires transitive dev.limpid.core;

  exports dev.limpid.layers;
  exports dev.limpid.layers.inference;
  exports dev.limpid.layers.io;
  exports dev.limpid.layers.merge;
  exports dev.limpid.layers.networks;
  exports dev.limpid.layers.norm;
  exports dev.limpid.layers.pool;
  exports dev.limpid.layers.resize;
  exports dev.limpid.layers.json to
      dev.limpid.cli,
      dev.limpid.insight,
      dev.limpid.interop,
      dev.limpid.train;
}
