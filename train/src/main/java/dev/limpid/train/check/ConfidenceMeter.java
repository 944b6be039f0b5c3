package dev.limpid.train.check;

import dev.limpid.core.Rng;
import dev.limpid.layers.Mode;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Predictions;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.Arrays;

/** Measures how right a network is about the images that it is surest of. */
final class ConfidenceMeter {
  private static final int PARTS = 10;

  private final Plan plan;

  ConfidenceMeter(Plan plan) {
    this.plan = plan;
  }

  /** Asks about some images of a set, at random. */
  Confidence measure(Dataset data, int images, Rng rng) {
    int count = Math.min(images, data.size());
    int[] some = Arrays.copyOf(rng.permutation(data.size()), count);
    Evaluation evaluation =
        new Evaluator(plan.network(), Math.min(plan.batchSize(), count), 1)
            .evaluate(Datasets.subset(data, some), Mode.BATCH);
    Predictions predictions = evaluation.predictions();
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order, (a, b) -> Float.compare(predictions.confidence()[b], predictions.confidence()[a]));
    int[] sizes = new int[PARTS];
    int[] wrong = new int[PARTS];
    double[] confidence = new double[PARTS];
    for (int rank = 0; rank < count; rank++) {
      int part = (int) ((long) rank * PARTS / count);
      sizes[part]++;
      wrong[part] += predictions.correct()[order[rank]] ? 0 : 1;
      confidence[part] += predictions.confidence()[order[rank]];
    }
    for (int part = 0; part < PARTS; part++) {
      confidence[part] /= sizes[part];
    }
    return new Confidence(count, evaluation.loss(), sizes, wrong, confidence, Double.NaN);
  }
}
