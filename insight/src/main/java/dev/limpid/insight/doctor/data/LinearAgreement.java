package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.function.Function;

/**
 * How often a linear classifier on coarse features agrees with labels of images that it has not
 * learnt from. Nobody can agree with labels that are wrong by chance: where it agrees with nearly
 * all, what a network is wrong about is its own mistake, or that of what augmentation makes of an
 * image.
 */
final class LinearAgreement {
  private static final double SURE = 3.5;
  private static final double HALF = 0.5;

  private LinearAgreement() {}

  /** Whether fewer than half as many training labels can be wrong as this share. */
  static boolean contradicts(double wrong, RunRecord run) {
    return contradicts(wrong, run, LabelChecks::training);
  }

  /** The same of training and validation labels, either of which may be wrong. */
  static boolean contradictsOnBothSides(double wrong, RunRecord run) {
    return contradicts(wrong, run) && contradicts(wrong, run, LabelChecks::validation);
  }

  /** The same of validation labels, by what training labels teach. */
  static boolean contradictsAcross(double wrong, RunRecord run) {
    return contradicts(wrong, run, LabelChecks::across);
  }

  private static boolean contradicts(
      double wrong, RunRecord run, Function<LabelChecks, List<Agreement>> which) {
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    if (labels == null) {
      return false;
    }
    List<Agreement> byOffset = which.apply(labels);
    if (byOffset.size() <= labels.offset() || byOffset.get(labels.offset()).images() == 0) {
      return false;
    }
    Agreement own = byOffset.get(labels.offset());
    return 1 - Tails.wilsonLow(own.right(), own.images(), SURE) < HALF * wrong;
  }
}
