package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Set;
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

  /**
   * Of the surer half, in which a classifier that knows the classes has few mistakes of its own.
   */
  private static final double SURE_OF_THE_SURER = 2.33;

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
    Agreement own = labels.asTheyAre(which.apply(labels));
    return own.images() > 0 && 1 - Tails.wilsonLow(own.right(), own.images(), SURE) < HALF * wrong;
  }

  /**
   * Whether fewer than half as many labels can be wrong as this share, among the training images
   * that it takes for these classes and is surer of.
   */
  static boolean contradicts(Set<Integer> classes, double wrong, RunRecord run) {
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    if (labels == null) {
      return false;
    }
    List<ClassLabels> these =
        labels.classLabels().stream().filter(c -> classes.contains(c.taken())).toList();
    int surer = these.stream().mapToInt(ClassLabels::surer).sum();
    int right = surer - these.stream().mapToInt(ClassLabels::surerWrong).sum();
    return surer > 0 && 1 - Tails.wilsonLow(right, surer, SURE_OF_THE_SURER) < HALF * wrong;
  }
}
