package dev.limpid.insight.measure.trial;

import dev.limpid.core.Rng;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.trial.TriedLosses;
import dev.limpid.layers.Mode;
import dev.limpid.train.Evaluator;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The losses of some images by which trials are judged: with the batch's statistics, for moving
 * averages would lag, and without dropout.
 */
final class Losses {
  private final Evaluator evaluator;
  private final Dataset training;

  /** Null without a validation set. */
  private final Dataset validation;

  private final int images;

  /** Some images of each set, so many at most. */
  Losses(Plan plan, int images) {
    this.images = Math.min(images, plan.trainingSize());
    evaluator =
        new Evaluator(
            plan.network(),
            plan.objective(),
            Math.max(2, Math.min(plan.batchSize(), this.images)),
            1,
            done -> {});
    Rng rng = Rng.of(plan.seed()).split("trials");
    training = some(plan.training(), this.images, rng.split("training"));
    validation =
        plan.validation() == null
            ? null
            : some(
                plan.validation(),
                Math.min(this.images, plan.validationSize()),
                rng.split("validation"));
  }

  private static Dataset some(Dataset data, int count, Rng rng) {
    return Datasets.subset(
        data, IntStream.of(Arrays.copyOf(rng.permutation(data.size()), count)).sorted().toArray());
  }

  /** How many of each set. */
  int images() {
    return images;
  }

  /** How many passes of an image a look takes. */
  double passes() {
    return training.size() + (validation == null ? 0 : validation.size());
  }

  /** The losses of each image; null of validation images without a validation set. */
  record Look(double[] training, double[] validation) {}

  /** Looks at the network as it is. */
  Look look() {
    return new Look(of(training), validation == null ? null : of(validation));
  }

  private double[] of(Dataset data) {
    return evaluator.evaluate(data, Mode.BATCH).predictions().losses();
  }

  /**
   * Compares the losses of one set; nothing of the change is known where it threw the loss away.
   */
  static TriedLosses compare(double[] before, double[] asItIs, Optional<double[]> changed) {
    double[] after = changed.orElse(null);
    if (after == null) {
      return new TriedLosses(
          mean(before),
          mean(asItIs),
          Double.POSITIVE_INFINITY,
          new Estimate(Double.POSITIVE_INFINITY, Double.NaN, Double.NaN));
    }
    double[] differences = new double[after.length];
    Arrays.setAll(differences, i -> after[i] - asItIs[i]);
    double mean = mean(differences);
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    int n = differences.length;
    Estimate difference = new Estimate(mean, Math.sqrt(squares / (n - 1) / n), n - 1.0);
    return new TriedLosses(mean(before), mean(asItIs), mean(after), difference);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
