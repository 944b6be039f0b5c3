package dev.limpid.spark;

import dev.limpid.core.Rng;
import dev.limpid.core.Workers;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

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
  private final boolean drops;

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
    this.drops = network.layers(Layer.class).stream().anyMatch(Layer::isRandom);
  }

  /** What training printed of an epoch, over all workers. */
  record Printed(int epoch, Ends loss, Ends accuracy) {}

  /**
   * The ends of a gap.
   *
   * @param running mean while the weights were changing
   * @param validated with the moving averages
   */
  record Ends(double running, double validated) {}

  /** What training does to images, by random numbers that it does not use itself. */
  record Change(Augmentation augmentation, Rng rng) {}

  /** Means over the images of all workers. */
  private record Level(int images, double loss, double lossError, double accuracy) {}

  /** Levels in the order of the chain; neighbours are the same where there is nothing between. */
  private record Chain(Level train, Level dropout, Level batch, Level population, Level held) {}

  /**
   * Measures; changes nothing that training uses.
   *
   * @param training this worker's images
   * @param validation likewise, perhaps none
   * @param change of training images; null if they are seen as they are
   */
  EpochGap measure(Dataset training, Dataset validation, Printed printed, Change change) {
    long start = System.nanoTime();
    boolean normalises = !norms.isEmpty();
    norms.forEach(norm -> norm.population().reset());
    Level batch = level(training, normalises ? Mode.GATHER : Mode.BATCH);
    Level dropout = drops ? level(training, Mode.TRAIN_FROZEN) : batch;
    Level train =
        change == null
            ? dropout
            : level(
                Datasets.augmented(training, change.augmentation(), change.rng()),
                Mode.TRAIN_FROZEN);
    norms.forEach(norm -> norm.population().join(workers));
    Level population = normalises ? level(training, Mode.POPULATION) : batch;
    Level held = level(validation, normalises ? Mode.POPULATION : Mode.INFERENCE);
    Level moving = normalises ? level(training, Mode.INFERENCE) : batch;
    Chain chain = new Chain(train, dropout, batch, population, held);
    return new EpochGap(
        printed.epoch(),
        decomposition(printed.loss(), chain, change != null, Level::loss),
        decomposition(printed.accuracy(), chain, change != null, Level::accuracy),
        levels(printed.loss(), chain, moving, Level::loss),
        levels(printed.accuracy(), chain, moving, Level::accuracy),
        normalises ? Estimate.exact(moving.loss() - population.loss()) : null,
        new Estimate(held.loss() - population.loss(), held.lossError(), held.images() - 1),
        null,
        List.of(),
        train.images(),
        held.images(),
        (System.nanoTime() - start) * 1e-9);
  }

  private Decomposition decomposition(
      Ends ends, Chain chain, boolean changed, ToDoubleFunction<Level> of) {
    double batch = of.applyAsDouble(chain.batch());
    double dropout = of.applyAsDouble(chain.dropout());
    double train = of.applyAsDouble(chain.train());
    double population = of.applyAsDouble(chain.population());
    double held = of.applyAsDouble(chain.held());
    List<Contribution> terms = new ArrayList<>();
    add(terms, Term.AVERAGING, ends.running(), train);
    if (changed) {
      add(terms, Term.AUGMENTATION, train, dropout);
    }
    if (drops) {
      add(terms, Term.DROPOUT, dropout, batch);
    }
    if (!norms.isEmpty()) {
      add(terms, Term.BATCH_DEPENDENCE, batch, population);
    }
    add(terms, Term.GENERALISATION, population, held);
    if (!norms.isEmpty()) {
      add(terms, Term.LAG, held, ends.validated());
    }
    return new Decomposition(ends.running(), ends.validated(), terms);
  }

  private static void add(List<Contribution> terms, Term term, double from, double to) {
    terms.add(new Contribution(term, Estimate.exact(to - from)));
  }

  private Levels levels(Ends ends, Chain chain, Level moving, ToDoubleFunction<Level> of) {
    boolean normalises = !norms.isEmpty();
    return new Levels(
        exact(chain.train(), of),
        exact(chain.batch(), of),
        normalises ? exact(chain.population(), of) : null,
        exact(moving, of),
        normalises ? exact(chain.held(), of) : null,
        Estimate.exact(ends.validated()));
  }

  private static Estimate exact(Level level, ToDoubleFunction<Level> of) {
    return Estimate.exact(of.applyAsDouble(level));
  }

  private Level level(Dataset data, Mode mode) {
    Evaluation evaluation =
        data == null || data.size() == 0
            ? null
            : new Evaluator(network, part, 1).evaluate(data, mode);
    double[] losses = evaluation == null ? new double[0] : evaluation.predictions().losses();
    double[] sums = {
      losses.length, 0, evaluation == null ? 0 : data.size() * evaluation.accuracy()
    };
    for (double loss : losses) {
      sums[1] += loss;
    }
    workers.sum(sums);
    double mean = sums[1] / sums[0];
    double[] squares = new double[1]; // from the mean: sums of squares would cancel
    for (double loss : losses) {
      squares[0] += (loss - mean) * (loss - mean);
    }
    workers.sum(squares);
    double variance = squares[0] / (sums[0] - 1);
    return new Level((int) sums[0], mean, Math.sqrt(variance / sums[0]), sums[2] / sums[0]);
  }
}
