/** What shows a training: pages with charts, and files for TensorBoard. */
@SuppressWarnings("module") // the command line is built after this one
module dev.limpid.report {
  requires transitive dev.limpid.insight;

  exports dev.limpid.report;
  exports dev.limpid.report.page to
      dev.limpid.cli;
  exports dev.limpid.report.tensorboard;
}
