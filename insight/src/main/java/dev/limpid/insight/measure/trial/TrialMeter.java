package dev.limpid.insight.measure.trial;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps trials within a share of the training's time: counts both, and affords a trial only if with
 * it the share is not exceeded. What a trial will take is told from the passes of images that it
 * makes, by what those of the training and of earlier trials took.
 */
final class TrialMeter {
  private final double share;
  private final LongSupplier clock;
  private double trainingSeconds;
  private double trainingPasses;
  private double trialSeconds;
  private double trialPasses;

  /**
   * A meter.
   *
   * @param share of the training's time
   * @param clock in nanoseconds
   */
  TrialMeter(double share, LongSupplier clock) {
    this.share = share;
    this.clock = clock;
  }

  /** Counts what an epoch took. */
  void trained(double seconds, double passes) {
    trainingSeconds += seconds;
    trainingPasses += passes;
  }

  /** Does something that counts as a trial. */
  <T> T time(double passes, Supplier<T> trial) {
    long start = clock.getAsLong();
    try {
      return trial.get();
    } finally {
      trialSeconds += (clock.getAsLong() - start) * 1e-9;
      trialPasses += passes;
    }
  }

  /** Whether something of so many passes stays within the share, by its passes and by its time. */
  boolean affords(double passes) {
    double ofTraining = trainingPasses == 0 ? Double.NaN : trainingSeconds / trainingPasses;
    double ofTrials = trialPasses == 0 ? 0 : trialSeconds / trialPasses;
    double seconds = passes * Math.max(ofTraining, ofTrials);
    return trialPasses + passes <= share * trainingPasses
        && trialSeconds + seconds <= share * trainingSeconds;
  }

  /** The share of the training's time that trials have taken. */
  double spent() {
    return trialSeconds / trainingSeconds;
  }
}
