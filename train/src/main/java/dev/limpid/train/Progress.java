package dev.limpid.train;

import dev.limpid.layers.io.ModelFileException;

/** Where a training is. */
final class Progress {
  /** Whole epochs, of all calls of {@link Trainer#fit}. */
  int epochs;

  /** Whole epochs of the call at hand. */
  int epochsOfFit;

  /** Batches of the epoch at hand. */
  int steps;

  /** Batches of all epochs. */
  long batches;

  /** What the epoch at hand has taken. */
  double seconds;

  /** The epoch at hand is done. */
  void endEpoch() {
    epochs++;
    epochsOfFit++;
    steps = 0;
    seconds = 0;
  }

  /** Whether the call at hand has trained on anything. */
  boolean hasBegun() {
    return epochsOfFit + steps > 0;
  }

  void put(Checkpoint checkpoint) {
    checkpoint.put("epochs done", (long) epochs);
    checkpoint.put("epochs of fit", (long) epochsOfFit);
    checkpoint.put("steps done", (long) steps);
    checkpoint.put("batches taken", batches);
    checkpoint.put("seconds done", seconds);
  }

  void read(Checkpoint checkpoint) throws ModelFileException {
    epochs = (int) checkpoint.whole("epochs done");
    epochsOfFit = (int) checkpoint.whole("epochs of fit");
    steps = (int) checkpoint.whole("steps done");
    batches = checkpoint.whole("batches taken");
    seconds = checkpoint.number("seconds done", 0);
  }
}
