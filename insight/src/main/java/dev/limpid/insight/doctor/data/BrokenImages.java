package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.ImageFlaws;
import dev.limpid.insight.check.SideChecks;
import dev.limpid.insight.check.SplitChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Some images are no images: they hold values that are not numbers, are blank, are white noise
 * among images that are not, are cut off (the lowest quarter or more is of one colour in more
 * images than the highest is, p below 1e-6: what a file that ends too early is decoded to), or are
 * the same picture under several labels (a stand-in for a missing one). Named from 2 % of the
 * images on, or from any that holds no numbers.
 */
final class BrokenImages implements Cause {
  private static final double SOME = 0.02;
  private static final double MANY = 0.2;
  private static final double LARGEST_P = 1e-6;

  /** Kolmogorov and Smirnov's distance of a feature; broken images move it by their share. */
  private static final double ANOTHER_KIND = 0.6;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null) {
      return Optional.empty();
    }
    SideChecks training = run.checks().training();
    SideChecks validation = run.checks().validation();
    boolean moved = isOfAnotherKind(run.checks().split());
    double ofValidation = validation == null ? 0 : share(validation, moved);
    double share = Math.max(share(training, moved), ofValidation);
    int nonFinite =
        training.flaws().nonFinite() + (validation == null ? 0 : validation.flaws().nonFinite());
    if (share < SOME && nonFinite == 0) {
      return Optional.empty();
    }
    Finding found =
        Finding.of(
            Names.BROKEN_IMAGES,
            share > MANY || nonFinite > 0 ? Severity.PROBLEM : Severity.WARNING,
            "Some images are broken",
            nonFinite > 0
                ? "They hold values that are not finite numbers; one of them makes the weights so."
                : "About "
                    + Figures.percent(share)
                    + " of the "
                    + (share > ofValidation ? "training" : "validation")
                    + " images are blank, noise, cut off, or one picture under several labels: "
                    + (share > ofValidation
                        ? "nothing can be learnt from them but to guess."
                        : "nobody can say what they are."));
    found = describe(found, "training", training);
    if (validation != null) {
      found = describe(found, "validation", validation);
    }
    List<String> examples = new ArrayList<>(training.flaws().examples());
    if (validation != null) {
      validation.flaws().examples().forEach(e -> examples.add("in validation " + e));
    }
    if (!examples.isEmpty()) {
      found = found.withEvidence("for example", String.join("; ", examples), Section.IMAGES);
    }
    return Optional.of(
        found
            .withChange(repair(training.flaws(), nonFinite))
            .withOtherwise("Fewer than 2 % of the images would be so.")
            .withConsequences(
                Names.NOISY_LABELS,
                Names.COVARIATE_SHIFT,
                Names.LEARNING_RATE_TOO_HIGH,
                Names.INPUTS_NOT_SCALED,
                Names.LOSS_NOT_DECREASING,
                Names.EXPLODING_GRADIENTS,
                Names.OVERFITTING,
                Names.DUPLICATES_ACROSS_SPLIT));
  }

  /** What most of them need. */
  private static Change repair(ImageFlaws flaws, int nonFinite) {
    if (nonFinite > 0) {
      return Change.inCode("Dataset.read", "numbers in the place of NaN and infinity");
    }
    int others = flaws.blank() + flaws.noise() + cutOff(flaws);
    return flaws.contradicting() > others
        ? Change.inCode("Dataset.label", "one label for a picture, or leave it out")
        : Change.inCode("Dataset.read", "read these files anew, or leave such images out");
  }

  private static Finding describe(Finding found, String side, SideChecks checks) {
    ImageFlaws flaws = checks.flaws();
    return found.withEvidence(
        side + ": without numbers, blank, noise, cut off, under several labels",
        flaws.nonFinite()
            + ", "
            + flaws.blank()
            + ", "
            + flaws.noise()
            + ", "
            + cutOff(flaws)
            + ", "
            + flaws.contradicting()
            + " of "
            + checks.examined(),
        Section.IMAGES);
  }

  /**
   * Whether nearly all images of a side are of another kind: some of them are then taken for noise
   * that only have more of it than those of the other side.
   */
  private static boolean isOfAnotherKind(SplitChecks split) {
    return split != null
        && split.shifts().stream().anyMatch(shift -> shift.distance() > ANOTHER_KIND);
  }

  private static double share(SideChecks side, boolean ofAnotherKind) {
    ImageFlaws flaws = side.flaws();
    // where most are so, the set is another one, not a set with broken images
    boolean set = ofAnotherKind || 2 * flaws.noise() > side.examined();
    int noise = set ? 0 : flaws.noise();
    int broken = flaws.blank() + noise + flaws.contradicting() + cutOff(flaws);
    return broken < 3 ? 0 : (double) broken / side.examined();
  }

  /** By how many more are flat below than above, if that can't be chance. */
  private static int cutOff(ImageFlaws flaws) {
    int both = flaws.cutBelow() + flaws.cutAbove();
    return both > 0 && Tails.binomial(flaws.cutBelow(), both, 0.5) < LARGEST_P
        ? flaws.cutBelow() - flaws.cutAbove()
        : 0;
  }
}
