package dev.limpid.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of a network on a data set at fixed weights.
 *
 * @param images how many images
 * @param loss mean cross-entropy
 * @param accuracy share classified rightly
 * @param topK the k of {@code topKAccuracy}
 * @param topKAccuracy share whose class is among the k with the highest scores
 * @param confusion {@code confusion[actual][predicted]} counts images; classes without images share
 *     one row of zeros
 * @param predictions what it said to each image
 * @param metrics the figures of the {@link Metric}s that were chosen, by name and in their order
 */
public record Evaluation(
    int images,
    double loss,
    double accuracy,
    int topK,
    double topKAccuracy,
    int[][] confusion,
    Predictions predictions,
    Map<String, Double> metrics) {
  /** Copies the figures, in their order. */
  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** An evaluation without further figures. */
  public Evaluation(
      int images,
      double loss,
      double accuracy,
      int topK,
      double topKAccuracy,
      int[][] confusion,
      Predictions predictions) {
    this(images, loss, accuracy, topK, topKAccuracy, confusion, predictions, Map.of());
  }
}
