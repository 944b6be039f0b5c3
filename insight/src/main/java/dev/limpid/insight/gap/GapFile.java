package dev.limpid.insight.gap;

import dev.limpid.layers.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes gaps as CSV, one row for each epoch. Numbers are in full precision; a field is empty where
 * there is no figure. The file is replaced as a whole.
 *
 * <p>The columns, with {@code M} for {@code loss} and then {@code accuracy} (a share, 0 to 1):
 *
 * <ul>
 *   <li>{@code epoch}, from 1
 *   <li>{@code M_running}, {@code M_validation}, {@code M_gap}: what was printed, and validation
 *       less running
 *   <li>{@code M_T} for each {@link Term} T ({@link Term#column}), with {@code _standard_error},
 *       and {@code _low} and {@code _high} of the 95 % interval; the terms add up to the gap
 *   <li>{@code M_train_mode}, {@code M_train_batch}, {@code M_train_population}, {@code
 *       M_train_moving}, {@code M_validation_population}, {@code M_validation_moving}: the {@link
 *       Levels} between which the terms are the differences, each with {@code _standard_error}
 *   <li>{@code loss_lag_on_training} and {@code loss_generalisation_on_new_images}, each with
 *       {@code _standard_error}, {@code _low} and {@code _high}
 *   <li>{@code training_images}, {@code validation_images}: how many were probed
 *   <li>{@code seconds}: what the probe took
 * </ul>
 */
public final class GapFile {
  private GapFile() {}

  /** Writes the file. */
  public static void write(List<EpochGap> gaps, Path file) throws IOException {
    AtomicFile.write(file, csv(gaps));
  }

  /** The text of the file: a line of column names, and one for each epoch. */
  public static String csv(List<EpochGap> gaps) {
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
  public static List<String> columns() {
    Decomposition none = new Decomposition(0, 0, List.of());
    Levels levels = new Levels(null, null, null, null, null, null);
    return List.copyOf(
        figures(new EpochGap(0, none, none, levels, levels, null, null, List.of(), 0, 0, 0))
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
