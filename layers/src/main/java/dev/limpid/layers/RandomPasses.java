package dev.limpid.layers;

import dev.limpid.core.Rng;

/**
 * The random numbers of a layer, pass by pass, in two series. A pass that a backward pass follows
 * takes the next of the series <em>training</em>; any other, such as one in {@link
 * Mode#TRAIN_FROZEN}, the next of the series <em>frozen</em>, and so measuring a loss never changes
 * the training.
 */
final class RandomPasses {
  private final Rng training;
  private final Rng frozen;
  private long trainingPasses;
  private long frozenPasses;

  /** The series of a layer that is built with this generator. */
  RandomPasses(Rng rng) {
    training = rng.split("training");
    frozen = rng.split("frozen");
  }

  /** The generator of the next pass. */
  Rng next(Mode mode) {
    return mode.backward() ? training.split(trainingPasses++) : frozen.split(frozenPasses++);
  }

  /** That of the last pass with backward, once more. */
  Rng lastWithBackward() {
    return training.split(trainingPasses - 1);
  }
}
