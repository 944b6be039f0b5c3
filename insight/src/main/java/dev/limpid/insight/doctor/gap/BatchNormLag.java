package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * BatchNorm's moving averages lag behind the weights: at the same weights, validation loss with the
 * averages is more than 10 % above that with the population's statistics.
 *
 * <p>How bad it is, the last quarter of the epochs says: a problem where lag is as large as half of
 * the loss without it or makes most of the gap, a warning from a quarter on; a note where it is
 * less than a twentieth of what guessing loses. A lag that is gone is a note; a warning if it was
 * that much and most of the gap for five epochs and a tenth of all, by averages that are not quick,
 * for so long validation said nothing of the network. Until then it also hid where overfitting
 * began, and is told first.
 *
 * <p>Where weights have hardly moved while the averages are far off ({@link OtherStatistics}), it
 * is no lag, and quicker averages would not help.
 *
 * <p>Quick are averages that remember no more steps than an epoch has, or than the ten that are
 * proposed. They lag where weights move fast, which no setting of theirs would change, and each
 * epoch's lag is another, by the last few batches: it is told where it matters throughout the last
 * epochs. Slow ones carry theirs from an epoch to the next, and so do those that after few steps
 * are still for a tenth the values that they began with.
 */
final class BatchNormLag implements Cause {
  private static final double HALF = 0.5;
  private static final double QUARTER = 0.25;
  private static final double MUCH = 0.4;

  /** Of an average, from before the first step. */
  private static final double SOME = 0.1;

  private static final int LONG = 5;

  /** What averages of momentum 0.9 remember. */
  private static final int QUICK = 10;

  /** A momentum is a float32. */
  private static final double ROUNDING = 1.0001;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    return examine(run, List.of());
  }

  @Override
  public Optional<Finding> examine(RunRecord run, List<Finding> before) {
    TermHistory lag = TermHistory.of(run, Term.LAG, 1);
    if (lag.epochs() == 0) {
      return Optional.empty();
    }
    Severity severity = severity(run, lag);
    Finding found =
        Finding.of(
                Names.BATCHNORM_LAG,
                severity,
                OtherStatistics.are(run, lag)
                    ? "BatchNorm's moving averages are of other values than those in inference"
                    : lag.lately()
                        ? "BatchNorm's moving averages lag behind the weights"
                        : "BatchNorm's moving averages lagged behind the weights "
                            + lag.untilWhen(),
                text(run, lag, before))
            .withExplained(lag.explainedEachEpoch())
            .withEvidence(evidence(run, lag))
            .withOtherwise(
                "With statistics of the whole training set, the same weights would have the same"
                    + " validation loss.")
            .withChange(Setting.RECALIBRATE, null, "statistics of the whole training set")
            .withChange(OtherStatistics.are(run, lag) ? List.of() : faster(run))
            .withAlternative(Remedies.FOR_STATISTICS)
            .withSource(
                "Wu and Johnson, Rethinking \"Batch\" in BatchNorm, 2021, arXiv:2105.07576");
    return Optional.of(lag.lately() ? found : found.withConsequences(Names.OVERFITTING));
  }

  private static List<Change> faster(RunRecord run) {
    Change shorter =
        new Change(Setting.BATCHNORM_MOMENTUM, 0.9, "averages that remember ten steps");
    return firstValues(run) > SOME
        ? List.of(
            shorter,
            new Change(
                Setting.BATCHNORM_AVERAGE, "debiased", "averages without their first values"))
        : List.of(shorter);
  }

  /**
   * Which share of its averages a BatchNorm still has from before the first step, the largest of
   * all; each step leaves its momentum of it. 0 where averages of another kind forget it.
   */
  private static double firstValues(RunRecord run) {
    int steps = Progress.of(run).steps();
    return run.layers().stream()
        .filter(layer -> layer.type().equals("BatchNorm"))
        .map(layer -> layer.config().get("momentum"))
        .filter(Number.class::isInstance)
        .mapToDouble(momentum -> Math.pow(((Number) momentum).doubleValue(), steps))
        .max()
        .orElse(0);
  }

  private static Severity severity(RunRecord run, TermHistory lag) {
    boolean quick = firstValues(run) < SOME;
    if (!lag.lately()) {
      boolean mostly = lag.explainedWhereItMatters() > HALF;
      boolean wasLong = lag.epochs() >= LONG && 10 * lag.epochs() >= run.gaps().size();
      return mostly
              && wasLong
              && !(quick && isQuick(lag.worst().drift()))
              && !lag.isLittleWhereItMatters()
          ? Severity.WARNING
          : Severity.NOTE;
    }
    EpochGap last = run.gaps().get(run.gaps().size() - 1);
    if (lag.isLittleLately() || quick && isQuick(last.drift()) && !lag.throughoutLately()) {
      return Severity.NOTE;
    }
    if (lag.explainedLately() > HALF || lag.besideLossLately() > HALF) {
      return Severity.PROBLEM;
    }
    return lag.explainedLately() > MUCH || lag.besideLossLately() > QUARTER
        ? Severity.WARNING
        : Severity.NOTE;
  }

  /** Whether all averages are known to remember an epoch at most, or what is proposed. */
  private static boolean isQuick(List<LayerDrift> layers) {
    return !layers.isEmpty()
        && layers.stream()
            .allMatch(
                layer -> layer.memorySteps() <= Math.max(layer.stepsPerEpoch(), QUICK * ROUNDING));
  }

  private static String text(RunRecord run, TermHistory lag, List<Finding> before) {
    EpochGap worst = lag.worst();
    EpochGap last = run.gaps().get(run.gaps().size() - 1);
    StringBuilder text = new StringBuilder("Training normalises each batch by itself; validation");
    text.append(" uses averages that remember ").append(memory(worst));
    text.append(
        OtherStatistics.are(run, lag)
            ? ", while the weights have hardly moved: batches as training gets them have other"
                + " statistics than images as inference gets them, by augmentation, dropout, a"
                + " layer that does otherwise in training, or a last batch of few images. "
            : ", while the weights have moved on. ");
    if (lag.lately() && firstValues(run) > SOME) {
      text.append("After ").append(Progress.of(run).steps()).append(" steps ");
      text.append(Figures.percent(firstValues(run)));
      text.append(" of an average is still the value that it began with. ");
    }
    if (run.gaps().size() == 1) {
      text.append("That makes ").append(ofLoss(last)).append(", and explains ");
      text.append(Figures.part(lag.explainedEachEpoch())).append(" of the gap. ");
      return text.append(without(last)).toString();
    }
    text.append("That mattered in ").append(lag.when());
    text.append(": it made ").append(ofLoss(worst)).append(" in epoch ").append(worst.epoch());
    if (worst != last) {
      text.append(
          lag.lately()
              ? ", and makes " + ofLoss(last) + " in the last"
              : ". " + since(lag.in(last), last));
    }
    text.append(". It explains ").append(Figures.part(lag.explainedEachEpoch()));
    text.append(" of the gap, in the mean over all epochs. ");
    return text.append(lag.lately() ? without(last) : since(run, lag, before)).toString();
  }

  /** How far back averages reach, such as {@code about 100 steps}. */
  private static String memory(EpochGap gap) {
    double steps = gap.drift().stream().mapToDouble(LayerDrift::memorySteps).max().orElse(0);
    if (!(steps > 0) || !Double.isFinite(steps)) {
      return "many steps";
    }
    return steps < 1.5
        ? "the last step"
        : "about " + String.format(Locale.ROOT, "%,.0f", steps) + " steps";
  }

  /** How it is in the last epoch, when it matters no more: gone only where it may be zero. */
  private static String since(Estimate lag, EpochGap last) {
    String amount =
        "in the last epoch it is "
            + Figures.interval(lag)
            + " of a validation loss of "
            + Figures.number(last.loss().validation());
    if (lag.covers(0)) {
      return "It is gone since: " + amount;
    }
    return lag.value() > 0
        ? "It is little since: " + amount
        : "It costs nothing since: " + amount + ", which is lower with the averages than without";
  }

  /** What is left of the loss when the lag is taken away. */
  private static String without(EpochGap last) {
    return "With statistics of the whole training set in the place of the averages, the same"
        + " weights have a validation loss of "
        + Figures.number(last.lossLevels().validationPopulation().value())
        + ".";
  }

  /** What came after a lag that is gone. */
  private static String since(RunRecord run, TermHistory lag, List<Finding> before) {
    int next = lag.until() + 1;
    return Overfitting.since(run)
        .map(
            epoch ->
                "Since epoch "
                    + Math.max(next, epoch)
                    + (OtherSide.among(before).isPresent()
                        ? " the difference between the sides keeps validation above training"
                        : " it is overfitting that keeps validation above training")
                    + (epoch < next ? "; it began in epoch " + epoch + ", behind the lag." : "."))
        .orElse("Until then the network itself was better than its validation loss said.");
  }

  /** Such as {@code 4.05 of a validation loss of 4.74}. */
  private static String ofLoss(EpochGap gap) {
    return Figures.number(gap.loss().of(Term.LAG).map(Estimate::value).orElse(0.0))
        + " of a validation loss of "
        + Figures.number(gap.loss().validation());
  }

  private static List<Evidence> evidence(RunRecord run, TermHistory lag) {
    EpochGap worst = lag.worst();
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(lag.largest());
    evidence.add(lag.last());
    evidence.add(
        new Evidence(
            "validation loss in epoch "
                + worst.epoch()
                + ", as printed with the averages, and with statistics of the whole training set at"
                + " its last weights",
            Figures.number(worst.lossLevels().validationMoving().value())
                + " and "
                + Figures.number(worst.lossLevels().validationPopulation().value()),
            Section.CURVES));
    if (worst.lagOnTraining() != null) {
      evidence.add(
          new Evidence(
              "the same difference on training images",
              Figures.interval(worst.lagOnTraining()),
              Section.GAP));
    }
    worst.drift().stream()
        .max(Comparator.comparingDouble(drift -> drift.divergence().median()))
        .map(BatchNormLag::drifted)
        .ifPresent(evidence::add);
    evidence.add(lag.often());
    return evidence;
  }

  private static Evidence drifted(LayerDrift layer) {
    return new Evidence(
        "layer that drifted most, " + layer.layer(),
        String.format(
            Locale.ROOT,
            "in its median channel the mean is off by %.2g of the values' standard deviation; it"
                + " remembers %.0f step%s of %d an epoch",
            layer.meanShift().median(),
            layer.memorySteps(),
            layer.memorySteps() < 1.5 ? "" : "s",
            layer.stepsPerEpoch()),
        Section.DRIFT);
  }
}
