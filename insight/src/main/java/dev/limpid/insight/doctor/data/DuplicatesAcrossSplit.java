package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.DataChecks;
import dev.limpid.insight.check.SplitChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * Validation images are training images too, to the bit or nearly: five or more were found, and
 * they stand for more than 1 % of the validation set (CIFAR-10 has 3.3 %, CIFAR-100 10 %). Where
 * not all training images were looked at, the share is scaled up.
 */
final class DuplicatesAcrossSplit implements Cause {
  private static final int FEW = 5;
  private static final double SOME = 0.01;
  private static final double MANY = 0.1;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    DataChecks checks = run.checks();
    if (checks == null || checks.split() == null) {
      return Optional.empty();
    }
    SplitChecks split = checks.split();
    int copies = split.copies() + split.nearCopies();
    double seen = (double) checks.training().examined() / checks.training().images();
    double share = Math.min(1, copies / seen / checks.validation().examined());
    if (copies < FEW || share < SOME) {
      return Optional.empty();
    }
    Finding found =
        Finding.of(
                Names.DUPLICATES_ACROSS_SPLIT,
                share > MANY ? Severity.PROBLEM : Severity.WARNING,
                "Validation images are in the training set too",
                "About "
                    + Figures.percent(share)
                    + " of the validation images were learnt from: validation looks better than the"
                    + " network is on new images, and overfitting is hidden.")
            .withEvidence("the same to the bit", split.copies(), Section.IMAGES)
            .withEvidence("nearly the same", split.nearCopies(), Section.IMAGES)
            .withEvidence(
                "of validation images looked at", checks.validation().examined(), Section.RUN)
            .withEvidence(
                "of these with another label", split.copiesWithAnotherLabel(), Section.IMAGES)
            .withEvidence(
                "copies within the training set",
                checks.training().flaws().copies() + " of " + checks.training().examined(),
                Section.IMAGES);
    for (String example : split.examples().subList(0, Math.min(3, split.examples().size()))) {
      found = found.withEvidence("for example", example, Section.IMAGES);
    }
    return Optional.of(
        found
            .withChange(Change.inCode("Datasets.subset", "keep all copies of an image on one side"))
            .withOtherwise("No validation image would be found among the training images.")
            .withSource("Barz and Denzler, Do We Train on Test Data?, 2020, arXiv:1902.00423")
            .withConsequences(Names.SMALL_VALIDATION_SET, Names.NOISY_LABELS));
  }
}
