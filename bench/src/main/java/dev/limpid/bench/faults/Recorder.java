package dev.limpid.bench.faults;

import dev.limpid.insight.check.CheckListener;
import dev.limpid.insight.gap.GapListener;
import dev.limpid.insight.health.HealthListener;
import dev.limpid.insight.run.RunCollector;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.TrainingListener;
import java.util.List;
import java.util.Map;

/** Records a training in memory with all that the doctor can read. */
final class Recorder {
  private final RunCollector collector;
  private RunRecord record;

  Recorder(Map<String, Object> settings) {
    collector = new RunCollector(settings, run -> record = run);
  }

  /** To be told of the training, in this order; as {@code RunReport.observe} adds them. */
  List<TrainingListener> listeners() {
    return List.of(
        new CheckListener().onChecks(collector::onChecks).onEpochChecks(collector::onEpochChecks),
        new GapListener().onGap(collector::onGap),
        new HealthListener().onStartHealth(collector::onStartHealth).onHealth(collector::onHealth),
        collector);
  }

  /** What is known so far. */
  RunRecord record() {
    return record;
  }
}
