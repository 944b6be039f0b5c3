package dev.limpid.insight.gap;

import dev.limpid.insight.json.MayBeNull;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

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
 * @param rise validation loss without lag, less that of the earlier epoch in which it was lowest,
 *     image by image: its interval is for other images of the same kind, and narrow, for both
 *     epochs have seen the same images; null in the first epoch, and in the first one after a
 *     training was resumed
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
    @MayBeNull Estimate lagOnTraining,
    Estimate generalisationOnNewImages,
    @MayBeNull Estimate rise,
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

  /**
   * Says in one line what the gap of the loss is made of: the terms in the order of the chain, each
   * with half its 95 % interval where there is one:
   *
   * <pre>
   * gap 8.33 = averaging -0.27 (+-0.02) + batch dependence 0.14 (+-0.04) + ...
   * </pre>
   */
  public String line() {
    StringJoiner terms = new StringJoiner(" + ");
    for (Contribution term : loss.terms()) {
      Estimate estimate = term.estimate();
      String error =
          estimate.standardError() > 0 ? " (+-" + number(estimate.halfWidth()) + ")" : "";
      terms.add(term.term().label() + " " + number(estimate.value()) + error);
    }
    return "gap " + number(loss.gap()) + " = " + terms;
  }

  /** Two decimals, three where the number is small. */
  private static String number(double value) {
    double size = Math.abs(value);
    String pattern = size >= 100 ? "%.0f" : size >= 0.1 || size == 0 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, pattern, value);
  }
}
