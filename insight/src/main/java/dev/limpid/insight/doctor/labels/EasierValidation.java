package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Validation images, 50 at least, have a lower loss than training images at the same weights and in
 * the same mode, in two epochs or more, by more than a tenth of the loss and beyond what other
 * images would make of it, sure to 99.9 %: the labels of validation are right, those of training
 * are not all. Images that are easier by chance are so in every epoch, so that a second one is no
 * further evidence, and one training of forty would have them by a 95 % interval.
 */
final class EasierValidation {
  private static final int FEWEST_IMAGES = 50;
  private static final int FEWEST_EPOCHS = 2;
  private static final double TENTH = 0.1;
  private static final double SURE = 3.09;

  private EasierValidation() {}

  static Optional<Sign> sign(RunRecord run) {
    List<EpochGap> easier = run.gaps().stream().filter(EasierValidation::isEasier).toList();
    if (Arrays.stream(run.data().validation()).sum() < FEWEST_IMAGES
        || easier.size() < FEWEST_EPOCHS) {
      return Optional.empty();
    }
    EpochGap first = easier.get(0);
    return Optional.of(
        Sign.ofTraining(
            Severity.PROBLEM,
            "Validation images have a lower loss than training images at the same weights: labels"
                + " are wrong in training alone.",
            List.of(
                new Evidence(
                    "validation loss above training loss at the same weights, in epoch "
                        + first.epoch(),
                    Figures.interval(first.generalisationOnNewImages()),
                    Section.GAP))));
  }

  private static boolean isEasier(EpochGap gap) {
    Estimate term = gap.generalisationOnNewImages();
    return term != null
        && gap.loss().of(Term.GENERALISATION).isPresent()
        && -term.value() > Tails.student(SURE, term.degreesOfFreedom()) * term.standardError()
        && -term.value() > TENTH * gap.loss().running();
  }
}
