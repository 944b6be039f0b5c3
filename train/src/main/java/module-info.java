module dev.limpid.train {
  requires transitive dev.limpid.layers;
  requires transitive dev.limpid.optim;
  requires java.desktop;

  exports dev.limpid.train;
  exports dev.limpid.train.check;
  exports dev.limpid.train.data;
  exports dev.limpid.train.doctor;
  exports dev.limpid.train.doctor.finding;
  exports dev.limpid.train.gap;
  exports dev.limpid.train.health;
  exports dev.limpid.train.report;
  exports dev.limpid.train.run;
  exports dev.limpid.train.tensorboard;
}
