package dev.limpid.insight.measure.trial;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps trials within a share of the training's time: counts both, and affords a trial only if with
 * it the share is not exceeded. What a trial will take is told from the passes of images that it
 * makes, by what those of the training and of the trial before took.
 */
final class TrialMeter {
  private final double share;
  private final LongSupplier clock;
  private double trainingSeconds;
  private double trainingPasses;
  private double trialSeconds;
  private double trialPasses;

  /** Of the last trial. */
  private double secondsOfPass;

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

  /** Does something that counts, but says nothing of how long a trial takes. */
  <T> T look(double passes, Supplier<T> look) {
    long start = clock.getAsLong();
    try {
      return look.get();
    } finally {
      trialSeconds += (clock.getAsLong() - start) * 1e-9;
      trialPasses += passes;
    }
  }

  /** Makes a trial. */
  <T> T time(double passes, Supplier<T> trial) {
    double before = trialSeconds;
    try {
      return look(passes, trial);
    } finally {
      secondsOfPass = (trialSeconds - before) / passes;
    }
  }

  /** Whether something of so many passes stays within the share, by its passes and by its time. */
  boolean affords(double passes) {
    double ofTraining = trainingPasses == 0 ? Double.NaN : trainingSeconds / trainingPasses;
    double seconds = passes * Math.max(ofTraining, secondsOfPass);
    return trialPasses + passes <= share * trainingPasses
        && trialSeconds + seconds <= share * trainingSeconds;
  }

  /** The share of the training's time that trials have taken. */
  double spent() {
    return trialSeconds / trainingSeconds;
  }
}
