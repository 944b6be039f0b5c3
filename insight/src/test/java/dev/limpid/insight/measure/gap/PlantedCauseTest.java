package dev.limpid.insight.measure.gap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Trainings in which a single cause makes the gap; the cause is known, mostly in closed form. */
class PlantedCauseTest {
  private static final double EPSILON = 1e-3;

  /** So small that no weight moves. */
  private static final double NO_RATE = 1e-30;

  /** Moving averages that never leave 0 and 1, and data with mean 3 and deviation 2. */
  @Test
  void onlyLag() {
    double w = 1.5;
    Network network = Sequential.of(1).add(new BatchNorm().momentum(1), dense()).build(1);
    setScore(network, w);
    EpochGap gap = run(network, Toy.twoValues(4096, 5, 1), Toy.twoValues(2048, 5, 1), false, 64);
    double first = softplus(-w * 5 / Math.sqrt(1 + EPSILON));
    double second = softplus(w * 1 / Math.sqrt(1 + EPSILON));
    double populationLoss = softplus(-w * 2 / Math.sqrt(4 + EPSILON));
    assertPlanted(gap, Term.LAG, (first + second) / 2 - populationLoss);
  }

  /**
   * Batches of one class each: the batch's own statistics wipe out what tells the classes apart.
   */
  @Test
  void onlyBatchDependence() {
    double w = 4;
    // Deviation 1 and mean 0, so that moving averages that never move are those of the population
    float[][] samples = new float[16_384][];
    int[] labels = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      labels[i] = i / 64 % 2;
      samples[i] = new float[] {labels[i] == 0 ? 1 : -1};
    }
    Dataset sorted = Toy.of(Shape.of(1), 2, samples, labels);
    Network network = Sequential.of(1).add(new BatchNorm().momentum(1), dense()).build(1);
    setScore(network, w);
    EpochGap gap = run(network, sorted, Toy.twoValues(2048, 1, -1), false, 64);
    assertPlanted(gap, Term.BATCH_DEPENDENCE, softplus(-w / Math.sqrt(1 + EPSILON)) - Math.log(2));
  }

  @Test
  void onlyDropout() {
    double w = 3;
    double rate = 0.4;
    Network network = Sequential.of(1).add(new Dropout(rate), dense()).build(1);
    setScore(network, w);
    EpochGap gap = run(network, Toy.twoValues(8192, 1, -1), Toy.twoValues(2048, 1, -1), true, 64);
    double dropped = rate * Math.log(2) + (1 - rate) * softplus(-w / (1 - rate));
    assertPlanted(gap, Term.DROPOUT, softplus(-w) - dropped);
  }

  /** Training images are dimmed to half or left as they are, by lot; validation images are not. */
  @Test
  void onlyAugmentation() {
    double w = 3;
    Augmentation dim =
        (values, offset, shape, rng) -> values[offset] *= rng.nextInt(2) * 0.5f + 0.5f;
    Network network = Sequential.of(1).add(dense()).build(1);
    setScore(network, w);
    GapListener listener = new GapListener();
    Trainer.of(network, Sgd.builder().learningRate(NO_RATE).build())
        .batchSize(64)
        .augment(dim)
        .listen(listener)
        .fit(Toy.twoValues(8192, 1, -1), Toy.twoValues(2048, 1, -1), 1);
    double dimmed = (softplus(-w / 2) + softplus(-w)) / 2;
    assertPlanted(listener.gaps().get(0), Term.AUGMENTATION, softplus(-w) - dimmed);
  }

  /** Labels drawn by lot, learnt by heart; the validation set has others for such images. */
  @Test
  void onlyGeneralisation() {
    int classes = 4;
    Dataset training = randomLabels(256, classes, 1);
    Dataset validation = randomLabels(1024, classes, 2);
    Network network = Sequential.of(40).add(new Dense(64), new ReLU(), new Dense(4)).build(1);
    Trainer.of(network, Adam.builder().build()).batchSize(32).fit(training, null, 200);
    EpochGap gap = run(network, training, validation, true, 32);
    // For a label that nothing tells, the expected loss is the mean over all classes
    double expected = meanOverClasses(network, validation) - gap.loss().running();
    assertPlanted(gap, Term.GENERALISATION, null);
    assertTrue(
        gap.generalisationOnNewImages().covers(expected),
        gap.generalisationOnNewImages() + " should cover " + expected);
  }

  /** The first epoch of a quick learner, validated on what it learns from. */
  @Test
  void onlyAveraging() {
    Toy data = Toy.clouds(Shape.of(8), 3, 4096, 0.7, 3, Rng.of(3));
    Network network = Sequential.of(8).add(new Dense(3)).build(1);
    GapListener listener = new GapListener();
    var history =
        Trainer.of(network, Sgd.builder().learningRate(0.01).build())
            .batchSize(32)
            .listen(listener)
            .fit(data, data, 1);
    EpochGap gap = listener.gaps().get(0);
    assertPlanted(gap, Term.AVERAGING, history.last().validation().loss() - history.last().loss());
  }

  private static void assertPlanted(EpochGap gap, Term planted, Double known) {
    double all = gap.loss().gap();
    Estimate estimate = gap.loss().of(planted).orElseThrow();
    String what = gap.line();
    assertTrue(Math.abs(all) > 0.05, "there is a gap to explain: " + what);
    double others =
        gap.loss().terms().stream()
            .filter(c -> c.term() != planted)
            .mapToDouble(c -> Math.abs(c.estimate().value()))
            .sum();
    assertTrue(others <= 0.1 * Math.abs(all), "the others stay below a tenth: " + what);
    if (known != null) {
      assertTrue(
          Math.abs(estimate.value() - known) <= estimate.halfWidth() + 1e-6,
          what + " should cover " + known);
    }
  }

  private static EpochGap run(
      Network network, Dataset training, Dataset validation, boolean shuffle, int batchSize) {
    Optimizer still = Sgd.builder().learningRate(NO_RATE).build();
    GapListener listener = new GapListener();
    Trainer.of(network, still)
        .batchSize(batchSize)
        .shuffle(shuffle)
        .listen(listener)
        .fit(training, validation, 1);
    return listener.gaps().get(0);
  }

  private static Dense dense() {
    return new Dense(2);
  }

  /** Makes the score of the first class, less that of the second, w times the input. */
  private static void setScore(Network network, double w) {
    Dense dense = network.layers(Dense.class).get(0);
    dense.kernel().value().data()[0] = (float) w;
    dense.kernel().value().data()[1] = 0;
    dense.bias().value().fill(0);
  }

  private static double softplus(double x) {
    return Math.log1p(Math.exp(x));
  }

  private static Dataset randomLabels(int size, int classes, long seed) {
    Rng rng = Rng.of(seed);
    float[][] samples = new float[size][40];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = rng.nextInt(classes);
      for (int j = 0; j < 40; j++) {
        samples[i][j] = (float) rng.nextGaussian();
      }
    }
    return Toy.of(Shape.of(40), classes, samples, labels);
  }

  private static double meanOverClasses(Network network, Dataset data) {
    float[] x = new float[data.size() * 40];
    for (int i = 0; i < data.size(); i++) {
      data.read(i, x, 40 * i);
    }
    var input = dev.limpid.core.Tensor.of(Shape.of(data.size(), 40), x);
    float[] scores = network.forwardToLogits(input, Mode.INFERENCE).data();
    double sum = 0;
    for (int i = 0; i < data.size(); i++) {
      float[] row = Arrays.copyOfRange(scores, 4 * i, 4 * i + 4);
      double total = 0;
      for (float score : row) {
        total += Math.exp(score);
      }
      for (float score : row) {
        sum += (Math.log(total) - score) / 4;
      }
    }
    return sum / data.size();
  }
}
