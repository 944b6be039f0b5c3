/**
 * What explains a training: the gap taken apart, signals of health, checks, records, the doctor.
 */
module dev.limpid.insight {
  requires transitive dev.limpid.train;
  requires com.google.gson;
  requires java.desktop;
  requires org.apache.commons.statistics.distribution;
  requires org.apache.commons.statistics.interval;

  exports dev.limpid.insight;
  exports dev.limpid.insight.check;
  exports dev.limpid.insight.doctor;
  exports dev.limpid.insight.doctor.finding;
  exports dev.limpid.insight.gap;
  exports dev.limpid.insight.health;
  exports dev.limpid.insight.run;
}
