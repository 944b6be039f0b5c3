package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.ClassLabels;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * Labels that were made up, as a linear classifier on coarse features shows before the first step.
 * Of the training images that it takes for a class, each left out in turn, and is surer of, those
 * with another label have labels of all classes alike, where these were drawn at random; its own
 * mistakes are between a few classes that look alike. So the most frequent other label is there as
 * often as the fullest of as many boxes, into which labels fall by chance, or more often.
 *
 * <p>Told of four classes or more: of three, mistakes can't but fall into two boxes. And where most
 * labels are right, for else they are {@linkplain RandomLabels random}.
 *
 * @param surer images that it is surer of
 * @param wrong of these, the ones with another label
 * @param scatter how often the most frequent other label is there, over chance, in the mean
 */
record MadeUp(int surer, int wrong, double scatter) {
  /**
   * Of 189 trainings of 4 to 45 classes with as many other labels, 1.3 is the least of those whose
   * labels are not made up, but for one with broken images; 30 of 37 with labels that are have less
   * than 1.2.
   */
  private static final double BY_CHANCE = 1.2;

  private static final int FEWEST_CLASSES = 4;

  /** Of a class, other labels: of fewer the most frequent is there as often whatever they are. */
  private static final int FEWEST_OF_A_CLASS = 4;

  private static final int FEWEST = 60;
  private static final double SOME = 0.1;
  private static final double MOST = 0.65;

  /** Reads what was measured before the training; empty where labels are not made up. */
  static Optional<MadeUp> of(RunRecord run) {
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    int classes = run.data().training().length;
    if (labels == null || classes < FEWEST_CLASSES) {
      return Optional.empty();
    }
    int surer = 0;
    int wrong = 0;
    int counted = 0;
    double most = 0;
    double byChance = 0;
    for (ClassLabels taken : labels.classLabels()) {
      surer += taken.surer();
      wrong += taken.surerWrong();
      if (taken.surerWrong() >= FEWEST_OF_A_CLASS) {
        counted += taken.surerWrong();
        most += taken.surerOther();
        byChance += Tails.expectedMaximum(taken.surerWrong(), classes - 1);
      }
    }
    boolean some = counted >= FEWEST && wrong > SOME * surer && wrong < MOST * surer;
    return some && most < BY_CHANCE * byChance
        ? Optional.of(new MadeUp(surer, wrong, most / byChance))
        : Optional.empty();
  }

  /** What it says of a run. */
  static Optional<Sign> sign(RunRecord run) {
    return of(run).map(MadeUp::sign);
  }

  private Sign sign() {
    return Sign.ofTraining(
        Severity.PROBLEM,
        "Of the training images that a linear classifier on coarse features is surer of, "
            + Figures.percent((double) wrong / surer)
            + " have another label than it says, and these are of all classes alike, as if drawn"
            + " at random: its own mistakes would be between classes that look alike.",
        List.of(
            new Evidence(
                "training images that it is surer of, with another label than it says",
                wrong + " of " + surer,
                Section.CONFUSION),
            new Evidence(
                "the most frequent of these labels of a class, over what it would be by chance",
                Figures.number(scatter),
                Section.CONFUSION)));
  }
}
