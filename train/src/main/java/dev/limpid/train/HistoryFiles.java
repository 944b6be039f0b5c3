package dev.limpid.train;

import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a {@link History} as CSV, one row for each epoch, and as JSON with the run's settings and
 * the last confusion matrix. A file is replaced as a whole: it is never half written.
 */
public final class HistoryFiles {
  private static final List<String> COLUMNS =
      List.of(
          "epoch",
          "loss",
          "accuracy",
          "top_k_accuracy",
          "validation_loss",
          "validation_accuracy",
          "validation_top_k_accuracy",
          "learning_rate",
          "train_seconds",
          "validation_seconds");

  private HistoryFiles() {}

  /** Writes the CSV file; numbers in full precision, an empty field where there is no figure. */
  public static void writeCsv(History history, Path file) throws IOException {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    for (Epoch epoch : history.epochs()) {
      List<String> fields = new ArrayList<>();
      figures(epoch).values().forEach(value -> fields.add(value == null ? "" : value.toString()));
      text.append(String.join(",", fields)).append('\n');
    }
    AtomicFile.write(file, text.toString());
  }

  /** Writes the JSON file. */
  public static void writeJson(
      History history, Map<String, Object> settings, List<String> classNames, Path file)
      throws IOException {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("settings", settings);
    document.put("classes", classNames);
    document.put("epochs", history.epochs().stream().map(HistoryFiles::figures).toList());
    List<Epoch> epochs = history.epochs();
    if (!epochs.isEmpty() && history.last().validation() != null) {
      document.put("top_k", history.last().validation().topK());
      document.put("validation_confusion", rows(history.last().validation().confusion()));
    }
    AtomicFile.write(file, Json.write(document) + "\n");
  }

  private static Map<String, Object> figures(Epoch epoch) {
    Evaluation validation = epoch.validation();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put(COLUMNS.get(0), (long) epoch.number());
    row.put(COLUMNS.get(1), epoch.loss());
    row.put(COLUMNS.get(2), epoch.accuracy());
    row.put(COLUMNS.get(3), epoch.topKAccuracy());
    row.put(COLUMNS.get(4), validation == null ? null : validation.loss());
    row.put(COLUMNS.get(5), validation == null ? null : validation.accuracy());
    row.put(COLUMNS.get(6), validation == null ? null : validation.topKAccuracy());
    row.put(COLUMNS.get(7), epoch.learningRate());
    row.put(COLUMNS.get(8), rounded(epoch.trainSeconds()));
    row.put(COLUMNS.get(9), rounded(epoch.validationSeconds()));
    return row;
  }

  private static double rounded(double seconds) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.3f", seconds));
  }

  private static List<List<Long>> rows(int[][] matrix) {
    List<List<Long>> rows = new ArrayList<>();
    for (int[] row : matrix) {
      List<Long> counts = new ArrayList<>();
      for (int count : row) {
        counts.add((long) count);
      }
      rows.add(counts);
    }
    return rows;
  }
}
