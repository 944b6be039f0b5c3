package dev.limpid.insight.measure.check;

import dev.limpid.core.Rng;
import dev.limpid.insight.check.Arrangement;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.check.Rearranged;
import dev.limpid.layers.Mode;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Predictions;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.Arrays;
import java.util.List;

/** Asks whether inference is what it should be; see {@link InferenceChecks}. */
final class InferenceMeter {
  private static final int IMAGES = 64;

  private final Plan plan;

  InferenceMeter(Plan plan) {
    this.plan = plan;
  }

  /**
   * Measures it.
   *
   * @param printed the losses of all validation images as the epoch's validation gave them
   */
  InferenceChecks measure(double[] printed, Rng rng) {
    Dataset data = plan.validation();
    int count = Math.min(Math.min(IMAGES, plan.batchSize()), data.size());
    int[] some = Arrays.copyOf(rng.permutation(data.size()), count);
    double[] asPrinted = Arrays.stream(some).mapToDouble(i -> printed[i]).toArray();
    Dataset images = Datasets.subset(data, some);
    Predictions asTheyCame = predictions(images, plan.batchSize(), Mode.INFERENCE);
    double[] inference = asTheyCame.losses();
    double[] again = losses(images, plan.batchSize(), Mode.INFERENCE);
    // half a batch holds other neighbours, and other statistics if it has any
    double[] others = losses(images, Math.max(1, (count + 1) / 2), Mode.INFERENCE);
    double[] training = losses(images, plan.batchSize(), Mode.TRAIN_FROZEN);
    return new InferenceChecks(
        count,
        mean(asPrinted),
        mean(inference),
        mean(training),
        difference(inference, asPrinted),
        difference(inference, again),
        difference(inference, others),
        rearranged(images, asTheyCame));
  }

  private List<Rearranged> rearranged(Dataset images, Predictions asTheyCame) {
    return Arrays.stream(Arrangement.values())
        .filter(arrangement -> arrangement.suits(images.sampleShape()))
        .map(arrangement -> rearranged(arrangement, images, asTheyCame))
        .toList();
  }

  private Rearranged rearranged(Arrangement arrangement, Dataset images, Predictions asTheyCame) {
    Augmentation change = (values, offset, shape, rng) -> arrangement.apply(values, offset, shape);
    Dataset changed = Datasets.augmented(images, change, Rng.of(0));
    Predictions anew = predictions(changed, plan.batchSize(), Mode.INFERENCE);
    double[] losses = anew.losses();
    int n = losses.length;
    double[] saved = new double[n];
    int mistakes = 0;
    int mended = 0;
    for (int i = 0; i < n; i++) {
      saved[i] = asTheyCame.losses()[i] - losses[i];
      if (asTheyCame.predicted()[i] != images.label(i)) {
        mistakes++;
        mended += anew.predicted()[i] == images.label(i) ? 1 : 0;
      }
    }
    double mean = mean(saved);
    double squares = Arrays.stream(saved).map(x -> (x - mean) * (x - mean)).sum();
    double error = Math.sqrt(squares / (n - 1.0) / n);
    return new Rearranged(arrangement, mean(losses), mean, error, mistakes, mended);
  }

  private double[] losses(Dataset images, int batchSize, Mode mode) {
    return predictions(images, batchSize, mode).losses();
  }

  private Predictions predictions(Dataset images, int batchSize, Mode mode) {
    return new Evaluator(plan.network(), plan.objective(), batchSize, 1, done -> {})
        .evaluate(images, mode)
        .predictions();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double difference(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
  }
}
