package dev.limpid.insight.run;

import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The gaps of a run as CSV; its columns are told at {@link RunFiles#writeGaps}. */
final class GapFile {
  private GapFile() {}

  /** The text of the file: a line of column names, and one for each epoch. */
  static String csv(List<EpochGap> gaps) {
    StringBuilder text = new StringBuilder(String.join(",", columns())).append('\n');
    for (EpochGap gap : gaps) {
      List<String> fields = new ArrayList<>();
      figures(gap)
          .values()
          .forEach(
              value ->
                  fields.add(
                      value instanceof Double number && number.isNaN() ? "" : value.toString()));
      text.append(String.join(",", fields)).append('\n');
    }
    return text.toString();
  }

  /** The names of the columns. */
  static List<String> columns() {
    Decomposition none = new Decomposition(0, 0, List.of());
    Levels levels = new Levels(null, null, null, null, null, null);
    return List.copyOf(
        figures(new EpochGap(0, none, none, levels, levels, null, null, null, List.of(), 0, 0, 0))
            .keySet());
  }

  private static Map<String, Object> figures(EpochGap gap) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("epoch", gap.epoch());
    metric(row, "loss_", gap.loss(), gap.lossLevels());
    metric(row, "accuracy_", gap.accuracy(), gap.accuracyLevels());
    interval(row, "loss_lag_on_training", gap.lagOnTraining());
    interval(row, "loss_generalisation_on_new_images", gap.generalisationOnNewImages());
    row.put("training_images", gap.trainingImages());
    row.put("validation_images", gap.validationImages());
    row.put("seconds", gap.seconds());
    return row;
  }

  private static void metric(
      Map<String, Object> row, String prefix, Decomposition metric, Levels levels) {
    row.put(prefix + "running", metric.running());
    row.put(prefix + "validation", metric.validation());
    row.put(prefix + "gap", metric.gap());
    for (Term term : Term.values()) {
      interval(row, prefix + term.column(), metric.of(term).orElse(null));
    }
    level(row, prefix + "train_mode", levels.trainMode());
    level(row, prefix + "train_batch", levels.trainBatch());
    level(row, prefix + "train_population", levels.trainPopulation());
    level(row, prefix + "train_moving", levels.trainMoving());
    level(row, prefix + "validation_population", levels.validationPopulation());
    level(row, prefix + "validation_moving", levels.validationMoving());
  }

  private static void interval(Map<String, Object> row, String column, Estimate estimate) {
    level(row, column, estimate);
    row.put(column + "_low", estimate == null ? Double.NaN : estimate.low());
    row.put(column + "_high", estimate == null ? Double.NaN : estimate.high());
  }

  private static void level(Map<String, Object> row, String column, Estimate estimate) {
    row.put(column, estimate == null ? Double.NaN : estimate.value());
    row.put(column + "_standard_error", estimate == null ? Double.NaN : estimate.standardError());
  }
}
