package dev.limpid.train;

import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.json.Json;
import dev.limpid.train.confusion.Confusions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a {@link History} as CSV, one row for each epoch, with a column for each metric, and as
 * JSON with the run's settings and the last confusion matrix: {@code validation_confusion}, or, of
 * more than 1,000 classes, {@code validation_confusions}, the cells that count images. A file is
 * replaced as a whole: it is never half written.
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

  /** A listener that writes the CSV file after each epoch. */
  public static TrainingListener csv(Trainer trainer, Path file) {
    return afterEpochs(() -> writeCsv(trainer.history(), file));
  }

  /** A listener that writes a file of JSON lines, one for each epoch, after each epoch. */
  public static TrainingListener jsonLines(Trainer trainer, Path file) {
    return afterEpochs(() -> writeJsonLines(trainer.history(), file));
  }

  private interface Writing {
    void write() throws IOException;
  }

  private static TrainingListener afterEpochs(Writing writing) {
    return new TrainingListener() {
      @Override
      public void onEpoch(Epoch epoch) {
        try {
          writing.write();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** Writes JSON lines: an object for each epoch, with the columns of the CSV file. */
  public static void writeJsonLines(History history, Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    history.epochs().forEach(epoch -> text.append(Json.write(figures(epoch))).append('\n'));
    AtomicFile.write(file, text.toString());
  }

  /** Writes the CSV file; numbers in full precision, an empty field where there is no figure. */
  public static void writeCsv(History history, Path file) throws IOException {
    List<String> columns = new ArrayList<>(COLUMNS);
    columns.addAll(metricColumns(history));
    StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
    for (Epoch epoch : history.epochs()) {
      List<String> fields = new ArrayList<>();
      Map<String, Object> row = figures(epoch);
      columns.forEach(column -> fields.add(field(row.get(column))));
      text.append(String.join(",", fields)).append('\n');
    }
    AtomicFile.write(file, text.toString());
  }

  private static String field(Object value) {
    boolean none = value == null || value instanceof Double number && number.isNaN();
    return none ? "" : value.toString();
  }

  private static List<String> metricColumns(History history) {
    return history.epochs().stream()
        .filter(epoch -> epoch.validation() != null)
        .flatMap(epoch -> epoch.validation().metrics().keySet().stream())
        .distinct()
        .map(name -> "validation_" + name)
        .toList();
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
      Confusions.put(history.last().validation().confusion(), "validation_confusion", document);
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
    if (validation != null) {
      validation.metrics().forEach((name, value) -> row.put("validation_" + name, value));
    }
    return row;
  }

  private static double rounded(double seconds) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.3f", seconds));
  }
}
