package dev.limpid.insight.examine;

import dev.limpid.core.Rng;
import dev.limpid.insight.examine.Examination.Tried;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.train.Evaluation;
import dev.limpid.train.Evaluator;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Tries the usual ways to prepare images on some training images. */
final class PreprocessingMeter {
  private static final int IMAGES = 512;
  private static final int BATCH = 64;

  private PreprocessingMeter() {}

  /** How the network does with each; as they were given first. Empty where that can't be told. */
  static List<Tried> tryOut(Network network, Dataset training, long seed) {
    Optional<Preprocessing> given = Preprocessing.of(training, IMAGES);
    if (given.isEmpty() || training.sampleShape().rank() != 3) {
      return List.of();
    }
    int[] some =
        Arrays.copyOf(
            Rng.of(seed).split("preprocessing").permutation(training.size()),
            Math.min(IMAGES, training.size()));
    Dataset images = Datasets.subset(training, some);
    List<Tried> tried = new ArrayList<>();
    tried.add(measure(network, images, given.get(), given.get()));
    for (Preprocessing other : Preprocessing.usual(training.sampleShape().dim(2))) {
      if (other != given.get()) {
        tried.add(measure(network, images, given.get(), other));
      }
    }
    return List.copyOf(tried);
  }

  private static Tried measure(
      Network network, Dataset images, Preprocessing given, Preprocessing as) {
    Evaluation evaluation =
        new Evaluator(network, BATCH, 1).evaluate(as.prepare(images, given), Mode.INFERENCE);
    return new Tried(as.words(), as.name(), as == given, evaluation.loss(), evaluation.accuracy());
  }
}
