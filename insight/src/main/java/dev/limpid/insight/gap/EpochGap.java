package dev.limpid.insight.gap;

import java.util.Comparator;
import java.util.List;

/**
 * The gap of an epoch, taken apart.
 *
 * @param epoch from 1
 * @param loss of the cross-entropy
 * @param accuracy of the share of images classified rightly; a negative gap is bad here
 * @param lossLevels the losses between which the terms are the differences
 * @param accuracyLevels likewise
 * @param lagOnTraining the lag, measured on training images: L(train, moving) - L(train,
 *     population); null without BatchNorm
 * @param generalisationOnNewImages the generalisation with the interval for other images of the
 *     same kind, wider than that of the term, which is about these two sets; of the loss
 * @param drift one for each BatchNorm layer
 * @param trainingImages how many were probed
 * @param validationImages likewise
 * @param seconds what all of it took
 */
public record EpochGap(
    int epoch,
    Decomposition loss,
    Decomposition accuracy,
    Levels lossLevels,
    Levels accuracyLevels,
    Estimate lagOnTraining,
    Estimate generalisationOnNewImages,
    List<LayerDrift> drift,
    int trainingImages,
    int validationImages,
    double seconds) {
  /** Copies the list. */
  public EpochGap {
    drift = List.copyOf(drift);
  }

  /**
   * The first of these epochs in which validation loss without lag is lowest.
   *
   * @throws java.util.NoSuchElementException if there are none
   */
  public static EpochGap lowest(List<EpochGap> gaps) {
    return gaps.stream()
        .min(Comparator.comparingDouble(gap -> gap.lossLevels().validationWithoutLag().value()))
        .orElseThrow();
  }

  /**
   * The larger of the printed training loss and the validation loss without lag: what a term of the
   * loss is large or small beside.
   */
  public double worseLoss() {
    return Math.max(loss.running(), lossLevels.validationWithoutLag().value());
  }
}
