package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The validation set is too small to say whether the network overfits: for other images of the same
 * kind, the interval of the generalisation covers zero and is yet wider than 10 % of the validation
 * loss to either side, and than a hundredth of what guessing loses; and validation loss has not
 * risen for sure, which would tell it. That is a note. It is a warning where the validation
 * accuracy says little too: its 95 % interval by Wilson (1927) reaches more than 8 points to either
 * side, as with fewer than 60 images at an accuracy of 90 %; or where there are fewer images than
 * classes to learn, so that of some it says nothing at all.
 */
final class SmallValidationSet implements Cause {
  private static final double POINTS = 0.08;
  private static final double NORMAL975 = 1.96;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Optional<EpochGap> last = run.lastGap();
    if (last.isEmpty() || run.epochs().isEmpty()) {
      return Optional.empty();
    }
    Estimate estimate = last.get().generalisationOnNewImages();
    double loss = last.get().lossLevels().validationWithoutLag().value();
    long images = 0;
    for (int count : run.data().validation()) {
      images += count;
    }
    double accuracy = run.lastEpoch().validationAccuracy();
    double points = halfWidth(accuracy, images);
    boolean lacksClasses = images < learnt(run);
    boolean little = points > POINTS || lacksClasses;
    double bound = TermHistory.least(loss, Progress.of(run));
    boolean wide =
        estimate.covers(0)
            && estimate.halfWidth() > bound
            && Overfitting.since(run).isEmpty(); // or it is told nonetheless
    if (!little && !wide) {
      return Optional.empty();
    }
    double factor = Math.pow(estimate.halfWidth() / bound, 2);
    String needed = String.format(Locale.ROOT, "%,.0f", images * factor);
    Finding found =
        Finding.of(
                Names.SMALL_VALIDATION_SET,
                little ? Severity.WARNING : Severity.NOTE,
                little
                    ? "The validation set is too small to tell much"
                    : "The validation set is too small to tell overfitting",
                lacksClasses
                    ? "It has fewer images than there are classes to learn: of some it says"
                        + " nothing."
                    : "Another validation set of the same size might have a loss that is more than"
                        + " 10 % higher or lower.")
            .withEvidence(
                "validation loss above training loss at the same weights, with the interval for"
                    + " other images of the same kind",
                Figures.interval(estimate),
                Section.GAP);
    if (!Double.isNaN(accuracy)) {
      found =
          found.withEvidence(
              "validation accuracy",
              Figures.percent(accuracy) + " +- " + Figures.percent(points),
              Section.CURVES);
    }
    return Optional.of(
        found
            .withEvidence("validation images", String.valueOf(images), Section.RUN)
            .withEvidence(
                "images for an interval of 10 %, or of a hundredth of what guessing loses",
                "about " + needed, Section.RUN)
            .withOtherwise("The interval would be narrower than a tenth of the validation loss.")
            .withSource("Cochran, Sampling Techniques, 1977"));
  }

  /** Of how many classes there are training images. */
  private static long learnt(RunRecord run) {
    return Arrays.stream(run.data().training()).filter(count -> count > 0).count();
  }

  /** Half the width of Wilson's 95 % interval for a share; 0 without a share. */
  private static double halfWidth(double share, long count) {
    if (Double.isNaN(share) || count == 0) {
      return 0;
    }
    double z2 = NORMAL975 * NORMAL975;
    double spread = Math.sqrt(share * (1 - share) / count + z2 / (4.0 * count * count));
    return NORMAL975 * spread / (1 + z2 / count);
  }
}
