module dev.limpid.train {
  requires transitive dev.limpid.layers;
  requires transitive dev.limpid.optim;
}
