/** Programs that one reads in a sitting. */
module dev.limpid.examples {
  requires dev.limpid.report;
}
