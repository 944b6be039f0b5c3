package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.data.WeightedLoss;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Set;

/**
 * Causes that presuppose softmax cross-entropy of classes: they compare losses with that of one who
 * guesses by the classes' frequency, or read classes from labels and outputs. Of a training with
 * another loss, as of several labels or of numbers, they can say nothing.
 */
final class CrossEntropyCauses {
  private static final Set<String> NAMES =
      Set.of(
          Names.ORDERED_SPLIT,
          Names.BATCHES_NOT_SHUFFLED,
          Names.LABELS_MISALIGNED,
          Names.LABEL_SMOOTHING,
          Names.RANDOM_LABELS,
          Names.NOISY_LABELS,
          Names.WRONG_CLASS_COUNT,
          Names.CLASS_IMBALANCE,
          Names.LABEL_SHIFT,
          Names.TOO_FEW_SAMPLES,
          Names.SOFTMAX_TWICE,
          Names.SATURATED_OUTPUTS,
          Names.EXPLODING_GRADIENTS,
          Names.VANISHING_GRADIENTS,
          Names.UNDERFITTING,
          Names.WEIGHT_DECAY_TOO_STRONG,
          Names.MOMENTUM_TOO_HIGH,
          Names.LEARNING_RATE_TOO_HIGH,
          Names.LEARNING_RATE_TOO_LOW,
          Names.GRADIENT_NOISE,
          Names.LOSS_NOT_DECREASING,
          Names.DROPOUT,
          Names.AUGMENTATION);

  /** Those that compare losses with that of guessing, or conclude from what is learnt so far. */
  private static final Set<String> OF_LOSSES =
      Set.of(
          Names.RANDOM_LABELS,
          Names.NOISY_LABELS,
          Names.TOO_FEW_SAMPLES,
          Names.SATURATED_OUTPUTS,
          Names.EXPLODING_GRADIENTS,
          Names.VANISHING_GRADIENTS,
          Names.UNDERFITTING,
          Names.WEIGHT_DECAY_TOO_STRONG,
          Names.MOMENTUM_TOO_HIGH,
          Names.LEARNING_RATE_TOO_HIGH,
          Names.LEARNING_RATE_TOO_LOW,
          Names.GRADIENT_NOISE,
          Names.LOSS_NOT_DECREASING,
          Names.STOPPED_EARLY,
          Names.OVERFITTING,
          Names.AVERAGING,
          Names.DROPOUT,
          Names.AUGMENTATION);

  /** Of what guessing loses: where labels are smoothed so far, losses say nothing. */
  private static final double NEARLY_ALL = 0.9;

  private CrossEntropyCauses() {}

  /**
   * The names of the findings that a run can't have; none for softmax cross-entropy of images that
   * count alike, or nearly so, and whose labels are not smoothed until they say next to nothing.
   */
  static Set<String> silent(RunRecord run) {
    if (run.otherLoss().isPresent()) {
      return NAMES;
    }
    boolean failed = run.state() == RunRecord.State.FAILED; // a loss that is no number is none
    boolean another = WeightedLoss.isAnother(run) && !failed;
    return another || isSmoothedAway(run) ? OF_LOSSES : Set.of();
  }

  /** Whether smoothed labels are so alike that hardly any loss is left to be avoided. */
  static boolean isSmoothedAway(RunRecord run) {
    return run.otherLoss().isEmpty() && Progress.of(run).unavoidable() > NEARLY_ALL;
  }
}
