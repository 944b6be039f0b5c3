package dev.limpid.spark;

import dev.limpid.core.Rng;
import dev.limpid.core.Workers;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.Evaluator;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes the gap apart where every worker has a part of the images: levels are sums over the
 * workers, and so are the population statistics. All images are measured, so that no term has an
 * error of sampling, as with {@code GapListener.everything()} on one machine. What is one batch
 * there is here the part of it that BatchNorm sees.
 */
final class ShardedGap {
  private final Network network;
  private final Workers workers;
  private final int part;
  private final List<BatchNorm> norms;

  /**
   * A meter of a network.
   *
   * @param workers each has images of its own, and the same network
   * @param part images of a worker in a batch
   */
  ShardedGap(Network network, Workers workers, int part) {
    this.network = network;
    this.workers = workers;
    this.part = part;
    this.norms = network.layers(BatchNorm.class);
  }

  /**
   * The terms of the loss's gap, and the generalisation with the error that it has for other
   * validation images.
   */
  record Result(Decomposition loss, Estimate generalisationOnNewImages) {}

  /** What training does to images, by random numbers that it does not use itself. */
  record Change(Augmentation augmentation, Rng rng) {}

  /**
   * Measures; changes nothing that training uses.
   *
   * @param training this worker's images
   * @param validation likewise, perhaps none
   * @param running what training printed, over all workers
   * @param validated the validation loss with the moving averages, over all workers
   * @param change of training images; null if they are seen as they are
   */
  Result measure(
      Dataset training, Dataset validation, double running, double validated, Change change) {
    norms.forEach(norm -> norm.population().reset());
    Level batch = level(training, norms.isEmpty() ? Mode.BATCH : Mode.GATHER);
    boolean drops = network.layers(Layer.class).stream().anyMatch(Layer::isRandom);
    Level dropout = drops ? level(training, Mode.TRAIN_FROZEN) : batch;
    Level train =
        change == null
            ? dropout
            : level(
                Datasets.augmented(training, change.augmentation(), change.rng()),
                Mode.TRAIN_FROZEN);
    norms.forEach(norm -> norm.population().join(workers));
    Level population = norms.isEmpty() ? batch : level(training, Mode.POPULATION);
    Level held = level(validation, norms.isEmpty() ? Mode.INFERENCE : Mode.POPULATION);
    List<Contribution> terms = new ArrayList<>();
    add(terms, Term.AVERAGING, running, train.mean());
    if (change != null) {
      add(terms, Term.AUGMENTATION, train.mean(), dropout.mean());
    }
    if (drops) {
      add(terms, Term.DROPOUT, dropout.mean(), batch.mean());
    }
    if (!norms.isEmpty()) {
      add(terms, Term.BATCH_DEPENDENCE, batch.mean(), population.mean());
    }
    add(terms, Term.GENERALISATION, population.mean(), held.mean());
    if (!norms.isEmpty()) {
      add(terms, Term.LAG, held.mean(), validated);
    }
    Estimate onNewImages =
        new Estimate(held.mean() - population.mean(), held.standardError(), held.images() - 1);
    return new Result(new Decomposition(running, validated, terms), onNewImages);
  }

  private static void add(List<Contribution> terms, Term term, double from, double to) {
    terms.add(new Contribution(term, Estimate.exact(to - from)));
  }

  /** A mean loss over the images of all workers. */
  private record Level(double images, double mean, double standardError) {}

  private Level level(Dataset data, Mode mode) {
    double[] losses =
        data == null || data.size() == 0
            ? new double[0]
            : new Evaluator(network, part, 1).evaluate(data, mode).predictions().losses();
    double[] own = {losses.length, 0};
    for (double loss : losses) {
      own[1] += loss;
    }
    double[] sums = sums(own);
    double mean = sums[1] / sums[0];
    double[] squares = new double[1]; // from the mean: sums of squares would cancel
    for (double loss : losses) {
      squares[0] += (loss - mean) * (loss - mean);
    }
    double variance = sums(squares)[0] / (sums[0] - 1);
    return new Level(sums[0], mean, Math.sqrt(variance / sums[0]));
  }

  private double[] sums(double[] own) {
    double[] sums = new double[own.length];
    for (double[] each : workers.gather(own)) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += each[i];
      }
    }
    return sums;
  }

  /**
   * What is to be said of BatchNorm's statistics of parts of a batch, by the doctor's measure of
   * batch dependence; null for nothing.
   */
  static String finding(Decomposition gap, int part, int workers, boolean synchronised) {
    double dependence = gap.of(Term.BATCH_DEPENDENCE).map(Estimate::value).orElse(0.0);
    double worse = Math.max(gap.running(), gap.validation());
    boolean large = Math.abs(dependence) > worse / 4;
    boolean few = part <= 8 && Math.abs(dependence) > Math.abs(gap.gap()) / 4;
    if (synchronised || workers == 1 || !(large || few)) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "BatchNorm sees %d images a worker: their own statistics and those of all images give"
            + " losses that are %.3g apart, in a gap of %.3g. syncBatchNorm makes it %d images",
        part,
        dependence,
        gap.gap(),
        part * workers);
  }
}
