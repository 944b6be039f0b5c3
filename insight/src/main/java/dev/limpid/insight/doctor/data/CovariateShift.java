package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.SplitChecks;
import dev.limpid.insight.check.SplitChecks.FeatureShift;
import dev.limpid.insight.check.Strangers;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.OwnValidation;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.Optional;

/**
 * Validation images of a class are another kind of images than training images of it. Two tests on
 * as many images of each class from both sides: Kolmogorov and Smirnov's on each of some features,
 * Bonferroni's p below 0.001; and how often a linear classifier tells the sides apart, p below
 * 1e-6. Large sets make small differences significant, and so the effect counts too: a distance
 * above 0.15 (a shift of the mean by 0.4 standard deviations, between Cohen's small and medium), or
 * told apart in more than 60 %. Where the network does about as well on validation images, it is a
 * note ({@link Harm}). Images that are there again and again count once.
 *
 * <p>Or some validation images are unlike all training images, each by itself ({@link Strangers}):
 * a twentieth at least.
 */
final class CovariateShift implements Cause {
  private static final double LARGEST_P = 0.001;
  private static final double DISTANCE = 0.15;
  private static final double LARGE_DISTANCE = 0.4;
  private static final double SMALLEST_P = 1e-6;
  private static final double TOLD_APART = 0.6;
  private static final double FEW_STRANGERS = 0.05;
  private static final double MANY_STRANGERS = 0.1;

  /** Where nearly all are strangers, it is the set that is of another kind. */
  private static final double NEARLY_ALL = 0.9;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null || run.checks().split() == null) {
      return Optional.empty();
    }
    SplitChecks split = run.checks().split();
    Optional<FeatureShift> largest =
        split.shifts().stream().max(Comparator.comparingDouble(FeatureShift::distance));
    if (largest.isEmpty()) {
      return Optional.empty();
    }
    FeatureShift shift = largest.get();
    double distinct =
        Math.min(
            run.checks().training().distinctShare(), run.checks().validation().distinctShare());
    int matched = (int) Math.ceil(distinct * split.matched());
    double p = split.shifts().size() * Tails.kolmogorovSmirnov(shift.distance(), matched, matched);
    Agreement apart = split.toldApart();
    boolean byFeature = p < LARGEST_P && shift.distance() > DISTANCE;
    boolean byClassifier =
        apart.share() > TOLD_APART
            && Tails.binomial(
                    (int) (distinct * apart.right()), (int) (distinct * apart.images()), 0.5)
                < SMALLEST_P;
    Strangers strangers = split.strangers();
    double strange = strangers == null ? 0 : strangers.share();
    if (!byFeature && !byClassifier && strange < FEW_STRANGERS) {
      return Optional.empty();
    }
    boolean little = Harm.isLittle(run);
    boolean some = strange >= FEW_STRANGERS && strange < NEARLY_ALL;
    boolean large = shift.distance() > LARGE_DISTANCE || some && strange > MANY_STRANGERS;
    Finding found =
        Finding.of(
                Names.COVARIATE_SHIFT,
                little ? Severity.NOTE : large ? Severity.PROBLEM : Severity.WARNING,
                some
                    ? "Some validation images are unlike all training images"
                    : "Validation images are of another kind than training images",
                (some
                        ? Figures.percent(strange)
                            + " of the validation images are unlike all training images, among"
                            + " them "
                            + String.join(", ", strangers.examples())
                        : "Images of the same class differ between the sides, most of all in "
                            + shift.feature())
                    + ": what is learnt on one side is asked about the other, "
                    + (little
                        ? "which costs little here: at the same weights validation images lose "
                            + Figures.number(Harm.of(run))
                            + " more."
                        : "and no more training closes that gap."))
            .withEvidence(
                shift.feature() + ", means in training and validation",
                Figures.number(shift.training()) + " and " + Figures.number(shift.validation()),
                Section.IMAGES)
            .withEvidence(
                "how far apart the sides are in it, 0 to 1 (distance of Kolmogorov and Smirnov)",
                shift.distance(),
                Section.IMAGES)
            .withEvidence(
                "probability that this is chance (p, for all features together)",
                Figures.number(Math.min(1, p)),
                Section.IMAGES)
            .withEvidence(
                "a linear classifier tells the sides apart in",
                Figures.percent(apart.share()),
                Section.IMAGES)
            .withEvidence("images compared of each side", split.matched(), Section.RUN);
    if (strangers != null && strangers.images() > 0) {
      found =
          found.withEvidence(
              "validation images that are unlike all training images",
              strangers.images()
                  + " of "
                  + strangers.asked()
                  + ", for example "
                  + String.join(", ", strangers.examples()),
              Section.IMAGES);
    }
    return Optional.of(
        found
            .withChange(
                OwnValidation.alike(run, "one source for both sides, or collect both the same way"))
            .withOtherwise(
                "The distance would be below 0.15, and a classifier would be right in half of the"
                    + " cases.")
            .withSource(
                "Rabanser, Guennemann and Lipton, Failing Loudly, 2019, arXiv:1810.11953; Lopez-Paz"
                    + " and Oquab, Revisiting Classifier Two-Sample Tests, 2017, arXiv:1610.06545")
            .withConsequences(
                Names.OVERFITTING,
                Names.NOISY_LABELS,
                Names.SMALL_VALIDATION_SET,
                Names.TOO_FEW_SAMPLES));
  }
}
