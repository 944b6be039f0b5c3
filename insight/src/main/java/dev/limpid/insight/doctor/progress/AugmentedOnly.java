package dev.limpid.insight.doctor.progress;

import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * A network that knows images only as augmentation changes them: at the last weights training
 * images as they are, and validation images, lose more by a quarter of what guessing loses than
 * training images with the augmentation. It changes (nearly) every image, by something that
 * validation does not have, such as another scale. What the network takes images for as they are
 * then says nothing of their labels.
 *
 * @param augmented loss of training images with the augmentation
 * @param asTheyAre loss of the same images without
 * @param validation loss of validation images without lag
 * @param guessing what guessing loses
 */
public record AugmentedOnly(
    double augmented, double asTheyAre, double validation, double guessing) {
  private static final double QUARTER = 0.25;

  /** Reads the last epoch of a run; empty where the network knows images as they are too. */
  public static Optional<AugmentedOnly> of(RunRecord run) {
    if (run.gaps().isEmpty()) {
      return Optional.empty();
    }
    EpochGap last = run.gaps().get(run.gaps().size() - 1);
    double guessing = Progress.of(run).guessing();
    Levels levels = last.lossLevels();
    Optional<Estimate> term = last.loss().of(Term.AUGMENTATION);
    double validation = levels.validationWithoutLag().value();
    double much = QUARTER * guessing;
    boolean only =
        term.isPresent()
            && !term.get().covers(0)
            && term.get().value() > much
            && validation - levels.trainMode().value() > much;
    return only
        ? Optional.of(
            new AugmentedOnly(
                levels.trainMode().value(), levels.trainBatch().value(), validation, guessing))
        : Optional.empty();
  }
}
