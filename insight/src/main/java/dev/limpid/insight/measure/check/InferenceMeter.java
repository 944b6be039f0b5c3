package dev.limpid.insight.measure.check;

import dev.limpid.core.Rng;
import dev.limpid.insight.check.Arrangement;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.check.Rearranged;
import dev.limpid.insight.check.Rearranged.Beside;
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

  /** Of a loss above it the class is mostly another than the likeliest: ln 2. */
  private static final double MISTAKE = 0.69;

  private static final int MISTAKES = 48;

  /** Of each side, to compare how often the network is wrong about another layout. */
  private static final int BESIDE = 128;

  /** Of both, those that say at first whether an arrangement is worth asking all of them. */
  private static final int FEW_IMAGES = 16;

  private static final int FEW_MISTAKES = 8;

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
    OnceRead images = new OnceRead(Datasets.subset(data, some));
    double[] inference = losses(images, plan.batchSize(), Mode.INFERENCE);
    double[] again = losses(images, plan.batchSize(), Mode.INFERENCE);
    double[] others = besideOthers(images);
    double[] training = losses(images, plan.batchSize(), Mode.TRAIN_FROZEN);
    return new InferenceChecks(
        count,
        mean(asPrinted),
        mean(inference),
        mean(training),
        difference(inference, asPrinted),
        difference(inference, again),
        difference(inference, others),
        images.readAnew(),
        rearranged(printed, rng));
  }

  /**
   * Of more images than a small batch has, and of some that the validation lost much of: they must
   * tell in how many of them it is so. An arrangement of which the first few say that it saves less
   * than half of the loss, and mends few mistakes, is that of no image; it keeps their figures.
   */
  private List<Rearranged> rearranged(double[] printed, Rng rng) {
    int[] order = rng.split("rearranged").permutation(printed.length);
    int[] wrong = Arrays.stream(order).filter(i -> printed[i] > MISTAKE).toArray();
    Asked fewImages = ask(order, FEW_IMAGES);
    Asked fewMistakes = ask(wrong, FEW_MISTAKES);
    List<Rearranged> found =
        Arrays.stream(Arrangement.values())
            .filter(arrangement -> arrangement.suits(plan.validation().sampleShape()))
            .map(arrangement -> rearranged(arrangement, fewImages, fewMistakes, null))
            .toList();
    if (found.stream().noneMatch(InferenceMeter::mayHelp)) {
      return found;
    }
    Asked images = ask(order, IMAGES);
    Asked mistakes = ask(wrong, MISTAKES);
    return found.stream()
        .map(few -> mayHelp(few) ? rearranged(few.arrangement(), images, mistakes, rng) : few)
        .toList();
  }

  /** Whether it may save half of the loss, or mend more than a third of the mistakes. */
  private static boolean mayHelp(Rearranged few) {
    double half = (few.loss() + few.saved()) / 2;
    boolean saves = !(few.saved() <= 0 || few.saved() + 3 * few.error() < half);
    return saves || few.mended() > Math.max(1, few.mistakes() / 3);
  }

  /** Images, and what the network says of them as they came; null of none. */
  private record Asked(Dataset images, Predictions asTheyCame) {}

  private Asked ask(int[] which, int most) {
    int[] some = Arrays.copyOf(which, Math.min(most, which.length));
    Dataset images = Datasets.subset(plan.validation(), some);
    return new Asked(
        images, images.size() == 0 ? null : predictions(images, plan.batchSize(), Mode.INFERENCE));
  }

  private Predictions anew(Arrangement arrangement, Dataset images) {
    Augmentation change = (values, offset, shape, rng) -> arrangement.apply(values, offset, shape);
    return predictions(
        Datasets.augmented(images, change, Rng.of(0)), plan.batchSize(), Mode.INFERENCE);
  }

  /** Without a generator, training images are not asked. */
  private Rearranged rearranged(Arrangement arrangement, Asked some, Asked wrong, Rng beside) {
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
    boolean askTraining = beside != null && 2 * mended > mistakes;
    return new Rearranged(
        arrangement,
        mean(losses),
        mean,
        error,
        mistakes,
        mended,
        askTraining ? beside(arrangement, beside) : null);
  }

  private Beside beside(Arrangement arrangement, Rng rng) {
    Dataset validation = some(plan.validation(), rng.split("validation beside"));
    Dataset training = some(plan.training(), rng.split("training beside"));
    return new Beside(
        validation.size(),
        wrong(anew(arrangement, validation)),
        training.size(),
        wrong(anew(arrangement, training)));
  }

  private static Dataset some(Dataset data, Rng rng) {
    int count = Math.min(BESIDE, data.size());
    return Datasets.subset(data, Arrays.copyOf(rng.permutation(data.size()), count));
  }

  private static int wrong(Predictions predictions) {
    return (int) Math.round((1 - predictions.accuracy()) * predictions.size());
  }

  /**
   * The losses where each image has other neighbours, in batches of half the size, which have other
   * statistics too.
   */
  private double[] besideOthers(Dataset images) {
    int count = images.size();
    int half = Math.max(1, (count + 1) / 2);
    int[] order = new int[count];
    Arrays.setAll(order, i -> i < half ? 2 * i : 2 * (i - half) + 1);
    double[] inOrder = losses(Datasets.subset(images, order), half, Mode.INFERENCE);
    double[] losses = new double[count];
    for (int i = 0; i < count; i++) {
      losses[order[i]] = inOrder[i];
    }
    return losses;
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
