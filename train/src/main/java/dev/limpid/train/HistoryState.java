package dev.limpid.train;

import dev.limpid.layers.Loss.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A history in a checkpoint: its figures, without what was said to each image. */
final class HistoryState {
  private HistoryState() {}

  static List<Object> of(History history) {
    List<Object> epochs = new ArrayList<>();
    for (Epoch epoch : history.epochs()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("number", (long) epoch.number());
      row.put("loss", epoch.loss());
      row.put("accuracy", epoch.accuracy());
      row.put("top k accuracy", epoch.topKAccuracy());
      row.put("rate", epoch.learningRate());
      row.put("train seconds", epoch.trainSeconds());
      row.put("validation seconds", epoch.validationSeconds());
      Evaluation validation = epoch.validation();
      if (validation != null) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("images", (long) validation.images());
        figures.put("loss", validation.loss());
        figures.put("accuracy", validation.accuracy());
        figures.put("top k", (long) validation.topK());
        figures.put("top k accuracy", validation.topKAccuracy());
        figures.put("metrics", new LinkedHashMap<String, Object>(validation.metrics()));
        row.put("validation", figures);
      }
      epochs.add(row);
    }
    return epochs;
  }

  static History read(Object saved) {
    History history = new History();
    for (Object each : saved instanceof List<?> list ? list : List.of()) {
      Map<?, ?> row = (Map<?, ?>) each;
      history.add(
          new Epoch(
              (int) number(row, "number"),
              number(row, "loss"),
              number(row, "accuracy"),
              number(row, "top k accuracy"),
              row.get("validation") instanceof Map<?, ?> figures ? evaluation(figures) : null,
              number(row, "rate"),
              number(row, "train seconds"),
              number(row, "validation seconds")));
    }
    return history;
  }

  private static Evaluation evaluation(Map<?, ?> figures) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (figures.get("metrics") instanceof Map<?, ?> saved) {
      saved.keySet().forEach(name -> metrics.put(String.valueOf(name), number(saved, name)));
    }
    return new Evaluation(
        (int) number(figures, "images"),
        number(figures, "loss"),
        number(figures, "accuracy"),
        (int) number(figures, "top k"),
        number(figures, "top k accuracy"),
        new int[0][0],
        Predictions.ofSize(Task.CLASSIFICATION, 0, false),
        metrics);
  }

  private static double number(Map<?, ?> row, Object name) {
    return row.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
