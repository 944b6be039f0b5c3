package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.check.AugmentedValues;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * An augmentation that {@linkplain AugmentedValues#rescales brings values to another scale}.
 * Validation images, which are not augmented, are then of another scale than all that is learnt
 * from, and BatchNorm's averages are those of another scale. A note where validation loses no more
 * for it.
 */
final class RescalingAugmentation {
  private static final double LITTLE = 0.05;
  private static final double MUCH = 0.25;

  private RescalingAugmentation() {}

  static Optional<Suspicion> of(RunRecord run) {
    AugmentedValues values = run.checks() == null ? null : run.checks().augmented();
    if (values == null || !values.rescales() || run.epochs().isEmpty()) {
      return Optional.empty();
    }
    double factor = values.factor();
    Progress progress = Progress.of(run);
    double more = progress.above(run.lastEpoch().validationLoss()) - progress.last();
    Severity severity =
        more > MUCH * progress.guessing()
            ? Severity.PROBLEM
            : more > LITTLE * progress.guessing() ? Severity.WARNING : Severity.NOTE;
    return Optional.of(
        new Suspicion(
            Finding.of(
                    Names.AUGMENTATION,
                    severity,
                    "Augmentation brings images to another scale",
                    "With it values are "
                        + (factor > 1
                            ? Figures.number(factor) + " times as large"
                            : "a " + Figures.number(1 / factor) + "th")
                        + ", and validation images, which are not augmented, are as they were"
                        + (severity == Severity.NOTE
                            ? ", which costs next to nothing here."
                            : ": the network is asked about values of a kind that it has not seen."))
                .withEvidence(
                    "mean size of a value, as it is and with augmentation",
                    Figures.number(values.size())
                        + " and "
                        + Figures.number(values.augmentedSize()),
                    Section.IMAGES)
                .withEvidence(
                    "standard deviation of the values likewise",
                    Figures.number(values.deviation())
                        + " and "
                        + Figures.number(values.augmentedDeviation()),
                    Section.IMAGES)
                .withOtherwise("Values would be of the same size with augmentation and without.")
                .withChange(HarderTraining.notOnOneSide(run))
                .withSource("Shorten and Khoshgoftaar, A Survey on Image Data Augmentation, 2019")
                .withConsequences(HarderTraining.OF_OTHER_IMAGES),
            Stands.ALWAYS));
  }
}
