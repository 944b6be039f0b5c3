package dev.limpid.layers.norm;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * BatchNorm's moving averages of the batches' means and variances, which inference normalises with.
 *
 * <pre>
 * moving = kept(t) moving + (1 - kept(t)) batch
 * </pre>
 *
 * <p>with the share {@code kept} of an {@link Averaging}. Means start at 0, variances at 1.
 */
final class MovingAverages {
  private static final String MEAN = ".moving_mean";
  private static final String VARIANCE = ".moving_variance";
  private static final String STEPS = ".moving_steps";
  private static final Shape COUNT = Shape.of(1);

  private final Parameter mean;
  private final Parameter variance;

  /**
   * How many batches, {@code [1]}: a statistic among the others, so that it is saved with them.
   * Null where no formula asks for it. As a float32 it counts to 2^24 and stays there.
   */
  private final Parameter steps;

  private final Averaging averaging;
  private final boolean unbiased;

  /**
   * New averages.
   *
   * @param layer name of the layer, which the parameters are named after
   * @param shape {@code [C]}
   * @param averaging the share of the old value that each batch leaves
   * @param unbiased whether batch variances are averaged as n / (n - 1) times the biased ones
   */
  MovingAverages(String layer, Shape shape, Averaging averaging, boolean unbiased) {
    this.mean = Parameter.statistic(layer + MEAN, shape);
    this.variance = Parameter.statistic(layer + VARIANCE, shape);
    this.steps = averaging.countsSteps() ? Parameter.statistic(layer + STEPS, COUNT) : null;
    this.averaging = averaging;
    this.unbiased = unbiased;
    variance.value().fill(1);
  }

  /** The shapes of the parameters that new averages would have, by their names. */
  static Map<String, Shape> parameterShapes(String layer, Shape shape, Averaging averaging) {
    return averaging.countsSteps()
        ? Map.of(layer + MEAN, shape, layer + VARIANCE, shape, layer + STEPS, COUNT)
        : Map.of(layer + MEAN, shape, layer + VARIANCE, shape);
  }

  /** The means, {@code [C]}. */
  Parameter mean() {
    return mean;
  }

  /** The variances, {@code [C]}. */
  Parameter variance() {
    return variance;
  }

  /** What is saved: means, variances and, where they count, the steps. */
  List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(mean, variance));
    if (steps != null) {
      all.add(steps);
    }
    return all;
  }

  /**
   * Moves towards a batch.
   *
   * @param batchMean of its {@code rows} values a channel
   * @param batchVariance the biased one
   */
  void add(float[] batchMean, float[] batchVariance, int rows) {
    double kept = averaging.kept(taken() + 1);
    double correction = unbiased && rows > 1 ? rows / (rows - 1.0) : 1;
    float[] means = mean.value().data();
    float[] variances = variance.value().data();
    for (int c = 0; c < mean.value().size(); c++) {
      means[c] = (float) mix(kept, means[c], batchMean[c]);
      variances[c] = (float) mix(kept, variances[c], correction * batchVariance[c]);
    }
    if (steps != null) {
      steps.value().data()[0] = taken() + 1;
    }
  }

  /** What is not kept is forgotten, also where it was not finite. */
  private static double mix(double kept, double old, double batch) {
    return kept == 0 ? batch : kept * old + (1 - kept) * batch;
  }

  /** How many batches the formula knows of. */
  private long taken() {
    return steps == null ? 0 : Math.max(0, (long) steps.value().data()[0]);
  }

  /** Counts the next batch as the first. */
  void restart() {
    if (steps != null) {
      steps.value().fill(0);
    }
  }

  /** How many steps the averages remember now: 1 / (1 - kept), of the last step taken. */
  double memorySteps() {
    return 1 / (1 - averaging.kept(Math.max(1, taken())));
  }

  /** Replaces the averages by the statistics of a whole set. */
  void set(PopulationStatistics population) {
    for (int c = 0; c < mean.value().size(); c++) {
      mean.value().data()[c] = (float) population.mean(c);
      variance.value().data()[c] = (float) population.variance(c);
    }
  }

  @Override
  public String toString() {
    return "mean " + mean.value() + ", variance " + variance.value();
  }
}
