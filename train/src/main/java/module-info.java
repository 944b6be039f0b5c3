/**
 * The trainer and what listens to it; evaluation, history; images and the generator of characters.
 */
@SuppressWarnings("module") // they are built after this one
module dev.limpid.train {
  requires transitive dev.limpid.layers;
  requires transitive dev.limpid.optim;
  requires transitive java.desktop;

  exports dev.limpid.train;
  exports dev.limpid.train.branch to
      dev.limpid.insight;
  exports dev.limpid.train.confusion to
      dev.limpid.cli,
      dev.limpid.insight,
      dev.limpid.report;
  exports dev.limpid.train.data;
  exports dev.limpid.train.data.characters;
  exports dev.limpid.train.data.files;
}
