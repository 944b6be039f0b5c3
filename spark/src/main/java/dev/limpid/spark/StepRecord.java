package dev.limpid.spark;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.insight.Observation;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.report.RunReport;
import dev.limpid.train.TrainingListener.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;

/**
 * The record of a training in step, of all its shards: what report and doctor read. Health, checks
 * and trials are not in it.
 */
final class StepRecord {
  private final Recipe recipe;
  private final StepSettings step;
  private final List<EpochFigures> epochs = new ArrayList<>();
  private final List<EpochGap> gaps = new ArrayList<>();

  private RunRecord ofShard;
  private int[] training;
  private int[] validation;

  /**
   * A record without epochs.
   *
   * @param recipe of the whole training, not of a shard
   */
  StepRecord(Recipe recipe, StepSettings step) {
    this.recipe = recipe;
    this.step = step;
  }

  /** Sets how many images of each class all shards have. */
  void counts(int[] ofTraining, int[] ofValidation) {
    training = ofTraining;
    validation = ofValidation;
  }

  /** Takes the plan of a shard: what it computes on, and its network. */
  void start(Plan plan) {
    if (ofShard == null) {
      Observation observation =
          new Observation().withoutGap().withoutChecks().withoutHealth().withoutTrials();
      observation.onStart(plan);
      ofShard = observation.record();
    }
  }

  /**
   * Adds an epoch.
   *
   * @param gap null if it was not measured
   */
  void add(EpochFigures figures, EpochGap gap) {
    epochs.add(figures);
    if (gap != null) {
      gaps.add(gap);
    }
  }

  /** The text of the record, which {@link #goOnFrom} and {@code RunFiles} read. */
  String text(RunRecord.State state) {
    Map<String, Object> settings = new LinkedHashMap<>(recipe.settings());
    settings.put(RunRecord.WORKERS, step.shards());
    settings.put(
        RunRecord.STATISTICS, step.syncBatchNorm() ? RunRecord.SYNCHRONISED : RunRecord.LOCAL);
    RunRecord.PlanFigures plan = ofShard.plan();
    RunRecord record =
        new RunRecord(
            state,
            null,
            new RunRecord.PlanFigures(
                recipe.epochs(),
                recipe.batchSize(),
                plan.stepsPerEpoch(),
                plan.shuffled(),
                recipe.seed()),
            settings,
            ofShard.machine(),
            new RunRecord.Data(
                ofShard.data().shape(), ofShard.data().classes(), training, validation),
            ofShard.layers(),
            epochs,
            gaps,
            List.of(),
            null,
            0,
            new double[0],
            null,
            null,
            List.of(),
            null);
    return inFolder(
        folder -> {
          RunFiles.write(record, folder);
          return Files.readString(folder.resolve(RunFiles.FILE));
        });
  }

  /** Goes on with the epochs of an earlier record. */
  void goOnFrom(String text) {
    RunRecord earlier = read(text);
    epochs.addAll(earlier.epochs());
    gaps.addAll(earlier.gaps());
  }

  /** The record of a text. */
  static RunRecord read(String text) {
    return inFolder(
        folder -> {
          AtomicFile.write(folder.resolve(RunFiles.FILE), text);
          return RunFiles.read(folder);
        });
  }

  /** The files of a run's folder that are made of its record, by their names: the report too. */
  static Map<String, byte[]> files(String text) {
    RunRecord record = read(text);
    return inFolder(
        folder -> {
          RunReport.into(folder).write(record);
          Map<String, byte[]> files = new TreeMap<>();
          try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
              files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
          }
          return files;
        });
  }

  private interface Work<T> {
    T in(Path folder) throws IOException;
  }

  private static <T> T inFolder(Work<T> work) {
    try {
      Path folder = Files.createTempDirectory("limpid");
      try {
        return work.in(folder);
      } finally {
        FileUtil.fullyDelete(folder.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
