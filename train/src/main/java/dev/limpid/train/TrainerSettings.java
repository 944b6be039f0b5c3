package dev.limpid.train;

import dev.limpid.core.Workers;
import dev.limpid.train.data.Augmentation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What was set of a {@link Trainer}, whose methods say what it means. */
final class TrainerSettings {
  /** What differs from process to process in the name of an object that has no other. */
  private static final Pattern OF_PROCESS = Pattern.compile("\\$\\$Lambda[^,\\])]*|@[0-9a-f]+");

  int batchSize = 128;
  int topK = 5;
  int patience;
  Monitor monitor = Monitor.loss();
  boolean shuffled = true;
  int readers;
  boolean recalibrated;
  long seed;
  Augmentation augmentation = Augmentation.NONE;
  Objective objective = Objective.standard();
  List<Metric> metrics = List.of();
  Penalty penalty = Penalty.NONE;

  /** Those who train in step; null for one alone. */
  Workers workers;

  /** The batches of a step of the optimizer. */
  int accumulated = 1;

  /** The nanoseconds in {@link Trainer#fit}. */
  long budget = Long.MAX_VALUE;

  /** What must be the same when a training is resumed. */
  Map<String, Object> ofCheckpoint() {
    Map<String, Object> same = new LinkedHashMap<>();
    same.put("batch size", (long) batchSize);
    same.put("seed", seed);
    same.put("shuffling", shuffled);
    same.put("augmentation", OF_PROCESS.matcher(augmentation.toString()).replaceAll(""));
    same.put("loss", objective.toString());
    same.put("k of top-k accuracy", (long) topK);
    same.put("batches of a step", (long) accumulated);
    same.put("early stopping", patience + " " + monitor);
    same.put("recalibration", recalibrated);
    same.put("penalty", penalty.toString());
    return same;
  }
}
