package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Optional;

/**
 * Training stopped while it was getting better: in the last epoch validation loss, at population
 * statistics, fell below all that was before, surely (image by image, for the epochs share their
 * images), and training loss fell too, and over the last three epochs it fell by more than a tenth
 * from each to the next; a warning from a fifth on, where the last epoch alone still lowered it by
 * a tenth. In a training of three epochs at most that has a quarter of what guessing loses left, a
 * schedule that took the rate away may be why the last one did no more. Or it stopped when it had
 * hardly begun, after fewer than a hundred steps, with half of what guessing loses left, and better
 * than chance (by 4 standard deviations) or with a training loss that fell by a twentieth in the
 * last epoch. Steps have a fair length, or it would be {@link LearningRateTooLow}.
 */
final class StoppedEarly implements Cause {
  private static final double TENTH = 0.1;
  private static final double FIFTH = 0.2;
  private static final int LAST = 3;
  private static final int FEW_STEPS = 100;
  private static final double QUARTER = 0.25;
  private static final double HALF = 0.5;
  private static final double TWENTIETH = 0.05;
  private static final double CLEAR = 4;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Progress progress = Progress.of(run);
    int n = progress.epochs();
    if (run.state() != RunRecord.State.FINISHED || n < 2) {
      return Optional.empty();
    }
    return begun(run, progress) ? Optional.of(hardlyBegun(run, progress)) : falling(run, progress);
  }

  /** Whether the network learns, and had but a few steps to do so. */
  private static boolean begun(RunRecord run, Progress progress) {
    int[] counts = run.data().training();
    double images = Arrays.stream(counts).sum();
    double chance = Arrays.stream(counts).max().orElse(0) / images;
    double better = run.lastEpoch().accuracy() - chance;
    return progress.steps() < FEW_STEPS
        && progress.remaining() > HALF
        && (better > CLEAR * Math.sqrt(chance * (1 - chance) / images)
            || progress.lastFall() > TWENTIETH);
  }

  private static Finding hardlyBegun(RunRecord run, Progress progress) {
    return advised(
        Finding.of(
                Names.STOPPED_EARLY,
                Severity.WARNING,
                "Training stopped when it had hardly begun",
                "It took "
                    + progress.steps()
                    + " steps. The network has begun to tell the classes apart, and still loses "
                    + Figures.percent(progress.remaining())
                    + " of what guessing loses: more epochs would have gone on.")
            .withEvidence("steps", progress.steps(), Section.RUN)
            .withEvidence(
                "training images that it was right about in the last epoch",
                Figures.percent(run.lastEpoch().accuracy()),
                Section.CURVES),
        progress);
  }

  private static Optional<Finding> falling(RunRecord run, Progress progress) {
    int n = progress.epochs();
    int best = 0;
    for (int i = 1; i < n - 1; i++) {
      best = progress.validation(i) < progress.validation(best) ? i : best;
    }
    double before = progress.validation(best);
    double now = progress.validation(n - 1);
    boolean surelyLower =
        run.lastGap()
            .map(EpochGap::rise)
            .map(rise -> rise.high() < 0)
            .orElse(
                before - now
                    > Math.hypot(progress.validationNoise(best), progress.validationNoise(n - 1)));
    int back = Math.min(LAST, n - 1);
    double fall = 1 - Math.pow(now / progress.validation(n - 1 - back), 1.0 / back);
    boolean cut = n <= LAST && now > QUARTER * progress.guessing() && hasAnnealed(run);
    if (!(fall > TENTH
        && surelyLower
        && (progress.lastFall() > TENTH || cut)
        && now > TENTH * progress.guessing())) {
      return Optional.empty();
    }
    return Optional.of(
        advised(
            Finding.of(
                    Names.STOPPED_EARLY,
                    fall > FIFTH && (before - now > TENTH * before || cut)
                        ? Severity.WARNING
                        : Severity.NOTE,
                    "Training stopped while it was getting better",
                    "In the last epochs validation loss was still falling, from each to the next by "
                        + Figures.percent(fall)
                        + ", and in the last one training loss by "
                        + Figures.percent(progress.lastFall())
                        + ": more epochs would have gone on.")
                .withEvidence(
                    "lowest validation loss before the last epoch, and in the last",
                    Figures.number(before) + ", " + Figures.number(now),
                    Section.CURVES),
            progress));
  }

  /** Whether a schedule brought the rate down to less than a tenth, with which the loss rests. */
  private static boolean hasAnnealed(RunRecord run) {
    double highest = run.epochs().stream().mapToDouble(EpochFigures::learningRate).max().orElse(0);
    return run.lastEpoch().learningRate() < TENTH * highest;
  }

  private static Finding advised(Finding found, Progress progress) {
    return found
        .withEvidence("epochs", progress.epochs(), Section.RUN)
        .withOtherwise("Validation loss would be flat or rising at the end.")
        .withChange(Setting.EPOCHS, 3 * progress.epochs(), "until validation is flat")
        .withAlternative(Remedies.FOR_STEPS)
        .withSource("Prechelt, Early Stopping - But When?, 1998")
        .withConsequences(
            Names.UNDERFITTING,
            Names.AVERAGING,
            Names.DROPOUT,
            Names.AUGMENTATION,
            Names.OVERFITTING);
  }
}
