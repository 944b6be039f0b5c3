module dev.limpid.optim {
  requires transitive dev.limpid.core;
}
