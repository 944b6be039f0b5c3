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
  PAST_ITS_MINIMUM;

  private static final double LEFT = 0.25;
  private static final double REST = 0.8;
  private static final double PAST = 1.2;

  /** Below it losses are as good as none, and their ratios say nothing. */
  private static final double SMALL = 0.05;

  static Health of(TrialOutcome outcome) {
    int classes = outcome.record().data().classes().size();
    if (!(outcome.heldOutLoss() <= LEFT * Math.log(classes))) {
      return HAS_NOT_LEARNT;
    }
    double[] losses =
        outcome.record().epochs().stream().mapToDouble(EpochFigures::validationLoss).toArray();
    double last = losses[losses.length - 1] + SMALL;
    if (last < REST * (losses[Math.max(0, losses.length * 3 / 4 - 1)] + SMALL)) {
      return NOT_FINISHED;
    }
    double least = Arrays.stream(losses).min().orElse(0);
    return last > PAST * (least + SMALL) ? PAST_ITS_MINIMUM : HEALTHY;
  }
}
