/**
 * What explains a training: the gap taken apart, signals of health, checks, records, the doctor.
 */
@SuppressWarnings("module") // the command line is built after this one
module dev.limpid.insight {
  requires transitive dev.limpid.train;
  requires com.google.gson;
  requires java.desktop;
  requires org.apache.commons.statistics.distribution;
  requires org.apache.commons.statistics.interval;

  exports dev.limpid.insight;
  exports dev.limpid.insight.curve to
      dev.limpid.cli;
  exports dev.limpid.insight.doctor;
  exports dev.limpid.insight.doctor.finding;
  exports dev.limpid.insight.examine;
  exports dev.limpid.insight.gap;
  exports dev.limpid.insight.health;
  exports dev.limpid.insight.look;
  exports dev.limpid.insight.proof;
  exports dev.limpid.insight.run;
}
