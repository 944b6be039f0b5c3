package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.data.DataCauses;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.measure.check.CheckListener;
import dev.limpid.insight.measure.gap.GapListener;
import dev.limpid.insight.measure.run.RunCollector;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Small trainings, and what the causes in the data say to them. */
public final class Examined {
  private Examined() {}

  /** A linear classifier, two epochs of a hundred images a step. */
  public static RunRecord run(Dataset training, Dataset validation) {
    return run(Map.of(), training, validation);
  }

  /** The same, of a run with these settings. */
  public static RunRecord run(Map<String, Object> settings, Dataset training, Dataset validation) {
    int classes = training.classNames().size();
    return run(settings, trainer(training, classes), training, validation, 2);
  }

  /** A small convolutional network, fifty images a step. */
  public static RunRecord convolutional(Split split, int epochs) {
    Trainer trainer =
        Trainer.of(
                Sequential.of(Blobs.SIDE, Blobs.SIDE, 3)
                    .add(new Conv2D(8, 3), new ReLU(), new MaxPool2D(2), new Flatten())
                    .add(new Dense(32), new ReLU(), new Dense(Blobs.CLASSES))
                    .build(1),
                Adam.builder().learningRate(3e-3).build())
            .batchSize(50);
    return run(trainer, split.training(), split.validation(), epochs);
  }

  public static Trainer trainer(Dataset training, int outputs, Layer... before) {
    Sequential network =
        Sequential.of(training.sampleShape().toArray()).add(before).add(new Flatten());
    return Trainer.of(
            network.add(new Dense(outputs)).build(1), Adam.builder().learningRate(1e-3).build())
        .batchSize(100);
  }

  public static RunRecord run(Trainer trainer, Dataset training, Dataset validation, int epochs) {
    return run(Map.of(), trainer, training, validation, epochs);
  }

  private static RunRecord run(
      Map<String, Object> settings,
      Trainer trainer,
      Dataset training,
      Dataset validation,
      int epochs) {
    List<RunRecord> records = new ArrayList<>();
    RunCollector collector = new RunCollector(settings, records::add);
    trainer
        .listen(
            new CheckListener()
                .onChecks(collector::onChecks)
                .onEpochChecks(collector::onEpochChecks))
        .listen(new GapListener().onGap(collector::onGap))
        .listen(collector);
    trainer.fit(training, validation, epochs);
    return records.get(records.size() - 1);
  }

  /** What the causes in the data find, in their order. */
  public static List<Finding> findings(RunRecord run) {
    return DataCauses.all().values().stream()
        .flatMap(cause -> cause.examine(run).stream())
        .toList();
  }

  /** The names of what is a warning or worse. */
  public static List<String> alarms(RunRecord run) {
    return findings(run).stream()
        .filter(finding -> finding.severity().compareTo(Severity.WARNING) <= 0)
        .map(Finding::name)
        .toList();
  }
}
