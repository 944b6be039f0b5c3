/** Optimizers, learning-rate schedules and gradient clipping. */
module dev.limpid.optim {
  requires transitive dev.limpid.core;

  exports dev.limpid.optim;
}
