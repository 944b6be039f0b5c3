package dev.limpid.insight.examine;

import dev.limpid.core.Rng;
import dev.limpid.insight.examine.Examination.Tried;
import dev.limpid.insight.population.Population;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tries the usual ways to prepare images on some training images, and tells which one a network
 * expects.
 *
 * <p>Another one than the given is expected where the network reads far more images with it than
 * with the given one, batch statistics included. As these hide the scale of pixels, there is
 * another sign: the loss with moving averages is far lower, and the {@linkplain FirstStatistics
 * statistics of the first BatchNorm layer} are those of such images. Loss alone would not do: where
 * averages lag, images of another scale may by chance suit them better than those of the training.
 */
final class PreprocessingMeter {
  private static final int IMAGES = 512;
  private static final int BATCH = 64;

  /** A network knows another preprocessing if it reads this share of the images more. */
  private static final double MORE = 0.1;

  /** Or if it has less than this share of the loss, and the statistics agree. */
  private static final double LESS = 0.5;

  private final Network network;
  private final List<BatchNorm> layers;
  private final Dataset images;
  private final Preprocessing given;

  private PreprocessingMeter(Network network, Dataset images, Preprocessing given) {
    this.network = network;
    this.layers = KnownStatistics.moved(network);
    this.images = images;
    this.given = given;
  }

  /**
   * What was tried.
   *
   * @param tried how the network does with each; as they were given first. Empty where that can't
   *     be told
   * @param expected the one that it was trained on, if it is another than the given one
   */
  record Outcome(List<Tried> tried, Optional<Tried> expected) {}

  static Outcome tryOut(Network network, Dataset training, long seed) {
    Optional<Preprocessing> given = Preprocessing.of(training, IMAGES);
    if (given.isEmpty() || training.sampleShape().rank() != 3) {
      return new Outcome(List.of(), Optional.empty());
    }
    int[] some =
        Arrays.copyOf(
            Rng.of(seed).split("preprocessing").permutation(training.size()),
            Math.min(IMAGES, training.size()));
    Dataset images = Datasets.subset(training, some);
    return new PreprocessingMeter(network, images, given.get()).tryOut();
  }

  private Outcome tryOut() {
    List<Tried> tried = new ArrayList<>();
    tried.add(measure(given));
    for (Preprocessing other : Preprocessing.usual(images.sampleShape().dim(2))) {
      if (other != given) {
        tried.add(measure(other));
      }
    }
    AtomicReference<Optional<Tried>> expected = new AtomicReference<>();
    Population.aside(layers, () -> expected.set(expected(tried)));
    return new Outcome(List.copyOf(tried), expected.get());
  }

  private Optional<Tried> expected(List<Tried> tried) {
    Tried asGiven = tried.get(0);
    Tried best = tried.stream().max(Comparator.comparingDouble(Tried::accuracy)).orElseThrow();
    if (best.accuracy() < asGiven.accuracy() + MORE
        && tried.stream().noneMatch(other -> isFarBetter(other, asGiven))) {
      return Optional.empty();
    }
    // where the averages lag, batch statistics show whether the images are as they should be
    Population.begin(layers);
    double batch = evaluate(given, Mode.GATHER).accuracy();
    if (best.accuracy() >= Math.max(asGiven.accuracy(), batch) + MORE) {
      return Optional.of(best);
    }
    return layers.isEmpty() ? Optional.empty() : byStatistics(tried);
  }

  /** After a pass over the images as they were given. */
  private Optional<Tried> byStatistics(List<Tried> tried) {
    FirstStatistics seen = FirstStatistics.of(network);
    Tried scaled = null;
    Tried fitting = null;
    for (Tried other : tried) {
      if (!isFarBetter(other, tried.get(0))) {
        continue;
      }
      Population.begin(layers);
      evaluate(Preprocessing.named(other.name()), Mode.GATHER);
      FirstStatistics others = FirstStatistics.of(network);
      if (!seen.giveWayTo(others)) {
        continue;
      }
      scaled = scaled == null ? other : scaled; // the plainest comes first
      if (others.fit() && (fitting == null || other.loss() < fitting.loss())) {
        fitting = other;
      }
    }
    return Optional.ofNullable(fitting == null ? scaled : fitting);
  }

  private static boolean isFarBetter(Tried other, Tried given) {
    return other.loss() < LESS * given.loss();
  }

  private Tried measure(Preprocessing as) {
    Evaluation evaluation = evaluate(as, Mode.INFERENCE);
    return new Tried(as.words(), as.name(), as == given, evaluation.loss(), evaluation.accuracy());
  }

  private Evaluation evaluate(Preprocessing as, Mode mode) {
    return new Evaluator(network, BATCH, 1).evaluate(as.prepare(images, given), mode);
  }
}
