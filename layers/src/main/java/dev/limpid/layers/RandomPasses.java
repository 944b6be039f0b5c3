package dev.limpid.layers;

import dev.limpid.core.Rng;

/**
 * The random numbers of a layer, pass by pass, in two series. A pass that a backward pass follows
 * takes the next of the series <em>training</em>; any other, such as one in {@link
 * Mode#TRAIN_FROZEN}, the next of the series <em>frozen</em>, and so measuring a loss never changes
 * the training. The series frozen begins anew after each pass of training: what is measured there
 * doesn't depend on what was measured before, which a training that is resumed does not know.
 */
final class RandomPasses {
  private Rng training;
  private Rng frozen;
  private long trainingPasses;
  private long frozenPasses;

  /** The series of a layer that is built with this generator. */
  RandomPasses(Rng rng) {
    training = rng.split("training");
    frozen = rng.split("frozen");
  }

  /** The generator of the next pass. */
  Rng next(Mode mode) {
    if (mode.backward()) {
      frozenPasses = 0;
      return training.split(trainingPasses++);
    }
    return frozen.split(trainingPasses).split(frozenPasses++);
  }

  /** That of the last pass with backward, once more. */
  Rng lastWithBackward() {
    return training.split(trainingPasses - 1);
  }

  /** Where both series are: what {@link #restore} takes. */
  long[] counters() {
    return new long[] {training.seed(), trainingPasses, frozen.seed(), frozenPasses};
  }

  /** Goes on where {@link #counters} was read. */
  void restore(long... counters) {
    training = Rng.of(counters[0]);
    trainingPasses = counters[1];
    frozen = Rng.of(counters[2]);
    frozenPasses = counters[3];
  }
}
