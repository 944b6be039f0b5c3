package dev.limpid.insight.run;

import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of an {@link Epoch}. Those of the validation are NaN without one.
 *
 * @param epoch from 1
 * @param loss running mean in training
 * @param accuracy likewise
 * @param topKAccuracy likewise
 * @param validationLoss in inference mode at the epoch's end
 * @param validationAccuracy likewise
 * @param validationTopKAccuracy likewise
 * @param learningRate of the epoch's last step
 * @param trainSeconds time of the steps
 * @param validationSeconds time of the validation
 * @param metrics further figures of the validation that were chosen, by name
 */
public record EpochFigures(
    int epoch,
    double loss,
    double accuracy,
    double topKAccuracy,
    double validationLoss,
    double validationAccuracy,
    double validationTopKAccuracy,
    double learningRate,
    double trainSeconds,
    double validationSeconds,
    Map<String, Double> metrics) {
  /** Copies the metrics, in their order. */
  public EpochFigures {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Figures without further ones. */
  public EpochFigures(
      int epoch,
      double loss,
      double accuracy,
      double topKAccuracy,
      double validationLoss,
      double validationAccuracy,
      double validationTopKAccuracy,
      double learningRate,
      double trainSeconds,
      double validationSeconds) {
    this(
        epoch,
        loss,
        accuracy,
        topKAccuracy,
        validationLoss,
        validationAccuracy,
        validationTopKAccuracy,
        learningRate,
        trainSeconds,
        validationSeconds,
        Map.of());
  }

  /** The figures of an epoch. */
  public static EpochFigures of(Epoch epoch) {
    Evaluation validation = epoch.validation();
    return new EpochFigures(
        epoch.number(),
        epoch.loss(),
        epoch.accuracy(),
        epoch.topKAccuracy(),
        validation == null ? Double.NaN : validation.loss(),
        validation == null ? Double.NaN : validation.accuracy(),
        validation == null ? Double.NaN : validation.topKAccuracy(),
        epoch.learningRate(),
        epoch.trainSeconds(),
        epoch.validationSeconds(),
        validation == null ? Map.of() : validation.metrics());
  }

  /** Whether the epoch was validated. */
  public boolean validated() {
    return !Double.isNaN(validationLoss);
  }
}
