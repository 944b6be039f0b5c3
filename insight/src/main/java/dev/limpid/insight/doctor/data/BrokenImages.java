package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.ImageFlaws;
import dev.limpid.insight.check.SideChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Figures;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Binomial;
import dev.limpid.insight.run.RunRecord;
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

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null) {
      return Optional.empty();
    }
    SideChecks training = run.checks().training();
    SideChecks validation = run.checks().validation();
    double share = Math.max(share(training), validation == null ? 0 : share(validation));
    int nonFinite =
        training.flaws().nonFinite() + (validation == null ? 0 : validation.flaws().nonFinite());
    if (share < SOME && nonFinite == 0) {
      return Optional.empty();
    }
    Draft draft =
        new Draft(
            "broken-images",
            share > MANY || nonFinite > 0 ? Severity.PROBLEM : Severity.WARNING,
            "Some images are broken",
            nonFinite > 0
                ? "They hold values that are not finite numbers; one of them makes the weights so."
                : "About "
                    + Figures.percent(share)
                    + " of the images are blank, noise, cut off, or one picture under several"
                    + " labels: nothing can be learnt from them but to guess.");
    describe(draft, "training", training);
    if (validation != null) {
      describe(draft, "validation", validation);
    }
    for (String example : training.flaws().examples()) {
      draft.evidence("for example", example, "images");
    }
    return draft
        .change("--strict", null, "fail on files that can't be read, and leave such images out")
        .otherwise(
            "Fewer than 2 % of the images would be so.",
            null,
            "noisy-labels",
            "covariate-shift",
            "learning-rate-too-high",
            "inputs-not-scaled",
            "loss-not-decreasing",
            "exploding-gradients",
            "overfitting",
            "duplicates-across-split");
  }

  private static void describe(Draft draft, String side, SideChecks checks) {
    ImageFlaws flaws = checks.flaws();
    draft.evidence(
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
        "images");
  }

  private static double share(SideChecks side) {
    ImageFlaws flaws = side.flaws();
    int broken = flaws.blank() + flaws.noise() + flaws.contradicting() + cutOff(flaws);
    return broken < 3 ? 0 : (double) broken / side.examined();
  }

  /** By how many more are flat below than above, if that can't be chance. */
  private static int cutOff(ImageFlaws flaws) {
    int both = flaws.cutBelow() + flaws.cutAbove();
    return both > 0 && Binomial.upperTail(flaws.cutBelow(), both, 0.5) < LARGEST_P
        ? flaws.cutBelow() - flaws.cutAbove()
        : 0;
  }
}
