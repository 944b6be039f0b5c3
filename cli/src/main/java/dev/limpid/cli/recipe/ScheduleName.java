package dev.limpid.cli.recipe;

import dev.limpid.optim.LearningRate;

/** The schedules that can be named, each stretched over the whole run. */
enum ScheduleName {
  /** The same rate in every step. */
  CONSTANT {
    @Override
    LearningRate over(double rate, long steps) {
      return LearningRate.constant(rate);
    }
  },
  /** Rises in the first twentieth of the run, and stays. */
  WARMUP {
    @Override
    LearningRate over(double rate, long steps) {
      long rising = steps / 20;
      return step -> step < rising ? rate * (step + 1) / (rising + 1) : rate;
    }
  },
  /** Falls to 0 along half a cosine. */
  COSINE {
    @Override
    LearningRate over(double rate, long steps) {
      return LearningRate.cosine(rate, 0, steps);
    }
  },
  /** A tenth after each third of the run. */
  STEP {
    @Override
    LearningRate over(double rate, long steps) {
      return LearningRate.step(rate, 0.1, Math.max(1, (steps + 2) / 3));
    }
  },
  /** Falls to a hundredth, by the same factor in every step. */
  EXPONENTIAL {
    @Override
    LearningRate over(double rate, long steps) {
      return LearningRate.exponential(rate, 0.01, steps);
    }
  },
  /** Up to the rate in the first 0.3 of the run, then down to almost nothing. */
  ONECYCLE {
    @Override
    LearningRate over(double rate, long steps) {
      return LearningRate.oneCycle(rate, steps);
    }
  };

  /**
   * The schedule.
   *
   * @param rate the highest
   * @param steps of the whole run
   */
  abstract LearningRate over(double rate, long steps);
}
