/** What shows a training: pages with charts, and files for TensorBoard. */
module dev.limpid.report {
  requires transitive dev.limpid.insight;

  exports dev.limpid.report;
  exports dev.limpid.report.tensorboard;
}
