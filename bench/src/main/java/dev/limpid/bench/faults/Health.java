package dev.limpid.bench.faults;

import dev.limpid.insight.run.EpochFigures;
import java.util.Arrays;

/**
 * What makes a drawn training healthy, told by its curves alone: it has learnt, it has come to
 * rest, and it has not been trained past its minimum. The others are not counted, and neither are
 * their faults.
 */
enum Health {
  HEALTHY,
  /** More than a quarter of what guessing loses is left of the loss in use. */
  HAS_NOT_LEARNT,
  /** Validation loss fell by more than a fifth in the last quarter of the epochs. */
  NOT_FINISHED,
  /** Validation loss ends more than a fifth above its least. */
  PAST_ITS_MINIMUM,
  /** In the last quarter of the epochs validation loss was once more than twice what it ends at. */
  RESTLESS;

  private static final double LEFT = 0.25;
  private static final double REST = 0.8;
  private static final double PAST = 1.2;
  private static final double RESTLESSLY = 2;

  /** Below it losses are as good as none, and their ratios say nothing. */
  private static final double SMALL = 0.05;

  static Health of(TrialOutcome outcome) {
    return of(
        outcome.heldOutLoss() / Math.log(outcome.record().data().classes().size()),
        outcome.record().epochs().stream().mapToDouble(EpochFigures::validationLoss).toArray());
  }

  /**
   * By its curve.
   *
   * @param left of the loss in use, as a share of what guessing loses
   * @param losses of validation
   */
  static Health of(double left, double... losses) {
    if (!(left <= LEFT)) {
      return HAS_NOT_LEARNT;
    }
    double last = losses[losses.length - 1] + SMALL;
    if (last < REST * (losses[Math.max(0, losses.length * 3 / 4 - 1)] + SMALL)) {
      return NOT_FINISHED;
    }
    double least = Arrays.stream(losses).min().orElse(0);
    if (last > PAST * (least + SMALL)) {
      return PAST_ITS_MINIMUM;
    }
    double highest = Arrays.stream(losses).skip(losses.length * 3L / 4).max().orElse(0);
    return highest + SMALL > RESTLESSLY * last ? RESTLESS : HEALTHY;
  }
}
