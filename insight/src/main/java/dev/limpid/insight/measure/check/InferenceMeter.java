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
import java.util.stream.IntStream;

/** Asks whether inference is what it should be; see {@link InferenceChecks}. */
final class InferenceMeter {
  private static final int IMAGES = 64;

  /** Of a loss above it the class is mostly another than the likeliest: ln 2. */
  private static final double MISTAKE = 0.69;

  private static final int MISTAKES = 24;

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
    double[] inference = losses(images, plan.batchSize(), Mode.INFERENCE);
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
        rearranged(printed, rng));
  }

  /**
   * Of more images than a small batch has, and of some that the validation lost much of: they must
   * tell in how many of them it is so.
   */
  private List<Rearranged> rearranged(double[] printed, Rng rng) {
    int[] order = rng.split("rearranged").permutation(printed.length);
    Asked some = ask(Arrays.stream(order).limit(IMAGES));
    Asked wrong = ask(Arrays.stream(order).filter(i -> printed[i] > MISTAKE).limit(MISTAKES));
    return Arrays.stream(Arrangement.values())
        .filter(arrangement -> arrangement.suits(plan.validation().sampleShape()))
        .map(arrangement -> rearranged(arrangement, some, wrong))
        .toList();
  }

  /** Images, and what the network says of them as they came; null of none. */
  private record Asked(Dataset images, Predictions asTheyCame) {}

  private Asked ask(IntStream which) {
    Dataset images = Datasets.subset(plan.validation(), which.toArray());
    return new Asked(
        images, images.size() == 0 ? null : predictions(images, plan.batchSize(), Mode.INFERENCE));
  }

  private Predictions anew(Arrangement arrangement, Dataset images) {
    Augmentation change = (values, offset, shape, rng) -> arrangement.apply(values, offset, shape);
    return predictions(
        Datasets.augmented(images, change, Rng.of(0)), plan.batchSize(), Mode.INFERENCE);
  }

  private Rearranged rearranged(Arrangement arrangement, Asked some, Asked wrong) {
    double[] losses = anew(arrangement, some.images).losses();
    int n = losses.length;
    double[] saved = new double[n];
    Arrays.setAll(saved, i -> some.asTheyCame.losses()[i] - losses[i]);
    double mean = mean(saved);
    double squares = Arrays.stream(saved).map(x -> (x - mean) * (x - mean)).sum();
    double error = Math.sqrt(squares / (n - 1.0) / n);
    int mistakes = 0;
    int mended = 0;
    if (wrong.asTheyCame != null) {
      int[] predicted = anew(arrangement, wrong.images).predicted();
      for (int i = 0; i < predicted.length; i++) {
        int label = wrong.images.label(i);
        boolean mistake = wrong.asTheyCame.predicted()[i] != label;
        mistakes += mistake ? 1 : 0;
        mended += mistake && predicted[i] == label ? 1 : 0;
      }
    }
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
