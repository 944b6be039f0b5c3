package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.labels.AlikeClasses;
import dev.limpid.insight.doctor.progress.LinearClassifier;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.doctor.trial.Trials;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.Optional;

/**
 * An augmentation that makes other images of the classes: validation images, which are not
 * augmented, lose much to the end, and lose less after a few steps on images as they are; or a
 * linear classifier that has seen them as they are knows more of validation images. Where they
 * don't lose much, both signs are needed: of 92 healthy trainings of the development seeds whose
 * images are augmented the classifier knows more in 16, and in none of these they surely lose less
 * after such steps. No term of the gap shows it, for the network learns the changed images as well
 * as the others.
 */
final class DestructiveAugmentation {
  private static final double MUCH = 0.25;

  private DestructiveAugmentation() {}

  /**
   * Reads a run.
   *
   * @param augments whether some epoch has a term of augmentation
   */
  static Optional<Suspicion> of(RunRecord run, boolean augments) {
    return isDestructive(run, augments)
        ? Optional.of(new Suspicion(finding(run), stands(run)))
        : Optional.empty();
  }

  private static boolean isDestructive(RunRecord run, boolean augments) {
    Progress progress = Progress.of(run);
    int last = progress.epochs() - 1;
    boolean knowsMore = augments && linearKnowsMore(run).isPresent();
    return last >= 0
        && (progress.validation(last) > MUCH * progress.guessing()
            ? Trials.support(run, Trial.NO_AUGMENTATION) || knowsMore
            : knowsMore && Trials.lean(run, Trial.NO_AUGMENTATION));
  }

  /** A linear classifier that has seen images as they are, where it knows more of validation's. */
  static Optional<LinearClassifier> linearKnowsMore(RunRecord run) {
    return LinearClassifier.of(run).filter(LinearClassifier::knowsMore);
  }

  /**
   * When augmentation is blamed though no trial supports it. Where none could be made, it is enough
   * that it makes classes {@linkplain AlikeClasses alike}, which images as they are are not.
   */
  static Stands stands(RunRecord run) {
    return AlikeClasses.exist(run) ? Stands.UNLESS_TRIED : Stands.WITH_A_SIGN;
  }

  private static Finding finding(RunRecord run) {
    Progress progress = Progress.of(run);
    double left = progress.validation(progress.epochs() - 1) / progress.guessing();
    boolean tried =
        Trials.support(run, Trial.NO_AUGMENTATION) || Trials.lean(run, Trial.NO_AUGMENTATION);
    return Finding.of(
            Names.AUGMENTATION,
            Severity.WARNING,
            "Augmentation makes images that are not of their class any more, or of no class",
            "Validation images still lose "
                + Figures.percent(left)
                + " of what guessing loses, and "
                + (tried
                    ? "the same steps on images as they are make them lose less"
                    : "a linear classifier that learnt images as they are knows more of them")
                + ": the network spends itself on changes that validation does not have, such"
                + " as letters that are turned or mirrored into others.")
        .withEvidence(
            "validation loss, as a share of that of guessing",
            Figures.percent(left),
            Section.CURVES)
        .withEvidence(linearKnowsMore(run).map(LinearClassifier::evidence).stream().toList())
        .withOtherwise("Steps on images as they are would not lower validation loss further.")
        .withChange(HarderTraining.notAugmented(run))
        .withSource("Shorten and Khoshgoftaar, A Survey on Image Data Augmentation, 2019")
        .withConsequences(
            Names.UNDERFITTING,
            Names.LOSS_NOT_DECREASING,
            Names.OVERFITTING,
            Names.SMALL_VALIDATION_SET, // shares near a half have the widest intervals
            Names.NOISY_LABELS,
            Names.DEAD_UNITS,
            Names.AVERAGING,
            Names.STOPPED_EARLY,
            Names.GRADIENT_NOISE);
  }
}
