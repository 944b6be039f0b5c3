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
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The network does better on images that it learns from: generalisation is above zero beyond its
 * interval and makes more than 10 % of the validation loss. Where validation loss has also passed
 * its minimum, and risen since by more than 10 % and more than it might by other images of the same
 * kind, the epoch is named. Epochs share their validation images, and so are compared image by
 * image ({@link EpochGap#rise}). Epochs that are worse than their neighbours are no rise: the whole
 * last quarter must be above the minimum.
 *
 * <p>Nearly every network learns its images better than others; that is a note. It is a warning
 * where a fifth of validation loss, and 0.05 at least, could have been saved by stopping, or where
 * the network has hardly learnt anything but its own images; a problem where half could have been
 * saved.
 *
 * <p>Where validation images or their labels are of another kind ({@link OtherSide}), it is a note
 * that proposes nothing.
 *
 * <p>Validation loss is taken with the population's statistics, so that the lag of the moving
 * averages does not hide or feign a minimum.
 */
final class Overfitting implements Cause {
  private static final double FIFTH = 0.2;
  private static final double HALF = 0.5;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    return examine(run, List.of());
  }

  @Override
  public Optional<Finding> examine(RunRecord run, List<Finding> found) {
    TermHistory term = TermHistory.of(run, Term.GENERALISATION, 1);
    TermHistory lag = TermHistory.of(run, Term.LAG, 1);
    List<EpochGap> gaps = run.gaps();
    if (!isTold(term, gaps)) {
      return Optional.empty();
    }
    EpochGap last = gaps.get(gaps.size() - 1);
    EpochGap best = EpochGap.lowest(gaps);
    Estimate lowest = best.lossLevels().validationWithoutLag();
    Estimate now = last.lossLevels().validationWithoutLag();
    boolean risen = hasRisen(gaps);
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Evidence(
            "validation loss above training loss at the last weights (generalisation)",
            Figures.interval(term.in(last)),
            Section.GAP));
    evidence.add(
        new Evidence(
            "lowest validation loss"
                + (lag.exists()
                    ? ", with statistics of the whole training set in place of the averages"
                    : ""),
            String.format(Locale.ROOT, "%.3g in epoch %d", lowest.value(), best.epoch()),
            Section.CURVES));
    evidence.add(
        new Evidence(
            "the same in the last epoch",
            String.format(Locale.ROOT, "%.3g", now.value()),
            Section.CURVES));
    evidence.add(term.often());
    String text =
        "Images that it learns from have a lower loss than others, which explains "
            + term.share()
            + (risen
                ? "; since epoch "
                    + best.epoch()
                    + " validation loss has been rising"
                    + hidden(lag, best)
                    + ", and further training does harm."
                : gaps.size() == 1
                    ? "."
                    : ". It began in epoch " + term.since() + course(best, last));
    Optional<Finding> other = OtherSide.among(found, run);
    if (other.isPresent()) {
      return Optional.of(beside(other.get(), term).withEvidence(evidence));
    }
    List<Change> changes = new ArrayList<>();
    if (risen && !lag.mattersIn(best)) { // or the averages of that epoch would be worse yet
      changes.add(new Change(Setting.EPOCHS, best.epoch(), "stop where validation was best"));
    }
    changes.add(new Change(Setting.AUGMENT, null, "images that are never quite the same"));
    changes.add(new Change(Setting.DROPOUT, 0.3, "features that don't rely on each other"));
    return Optional.of(
        Finding.of(
                Names.OVERFITTING,
                severity(run, term),
                risen
                    ? "Overfitting since epoch " + best.epoch()
                    : "Training images do better than others"
                        + (gaps.size() == 1 ? "" : " since epoch " + term.since()),
                text)
            .withExplained(term.explained())
            .withEvidence(evidence)
            .withOtherwise(
                "Training and validation images would have the same loss at the same weights and"
                    + " statistics.")
            .withChange(changes)
            .withAlternative(Remedies.FOR_GENERALISATION)
            .withSource("Prechelt, Early Stopping - But When?, 1998"));
  }

  /** Where validation asks about something else, nothing that helps against overfitting helps. */
  private static Finding beside(Finding other, TermHistory term) {
    return Finding.of(
            Names.OVERFITTING,
            Severity.NOTE,
            "Overfitting can't be told where the sides differ",
            "Images that it learns from have a lower loss than those of validation, which explains "
                + term.share()
                + ". That is what comes of another finding, \""
                + other.title()
                + "\"; only when that is mended can one tell whether it is overfitting too.")
        .withExplained(term.explained());
  }

  /**
   * The epoch in which it began: that of the lowest validation loss where it has risen since, or
   * the first from which on training images did better; empty where they don't at the end.
   */
  static Optional<Integer> since(RunRecord run) {
    TermHistory term = TermHistory.of(run, Term.GENERALISATION, 1);
    if (!isTold(term, run.gaps())) {
      return Optional.empty();
    }
    return Optional.of(hasRisen(run.gaps()) ? EpochGap.lowest(run.gaps()).epoch() : term.since());
  }

  /**
   * Whether training images do better for sure: the rise of validation loss tells it, or other
   * validation images would tell it too. Else the validation set is too small, and {@link
   * SmallValidationSet} says so.
   */
  private static boolean isTold(TermHistory term, List<EpochGap> gaps) {
    return term.lately()
        && (hasRisen(gaps) || !gaps.get(gaps.size() - 1).generalisationOnNewImages().covers(0));
  }

  /** Where the printed curve was still falling, because the lag went. */
  private static String hidden(TermHistory lag, EpochGap best) {
    return !lag.mattersIn(best)
        ? ""
        : lag.lately()
            ? ", which BatchNorm's lag hides"
            : ", which BatchNorm's lag hid " + lag.untilWhen();
  }

  /** By how much validation loss has risen since its lowest. */
  private static double rise(List<EpochGap> gaps) {
    return settled(gaps) - EpochGap.lowest(gaps).lossLevels().validationWithoutLag().value();
  }

  private static boolean hasRisen(List<EpochGap> gaps) {
    EpochGap best = EpochGap.lowest(gaps);
    double rise = rise(gaps);
    return rise > TermHistory.TENTH * best.lossLevels().validationWithoutLag().value()
        && isCertain(gaps, best, rise);
  }

  /** What validation loss does where it has not clearly risen; "has not risen" only if sure. */
  private static String course(EpochGap best, EpochGap last) {
    if (best == last) {
      return "; validation loss is lowest in the last epoch.";
    }
    String since = "above that of epoch " + best.epoch() + ", its lowest";
    Optional<Estimate> rise = paired(best, last);
    if (rise.isEmpty()) {
      return ".";
    }
    String by = Figures.interval(rise.get());
    if (rise.get().low() > 0) {
      return "; validation loss has begun to rise, and is " + by + " " + since + ".";
    }
    return "; whether validation loss rises can't be told yet: against epoch "
        + best.epoch()
        + ", its lowest, it has changed by "
        + by
        + ".";
  }

  /** The rise since the lowest, image by image, where it was measured against that epoch. */
  private static Optional<Estimate> paired(EpochGap best, EpochGap gap) {
    double rise =
        gap.lossLevels().validationWithoutLag().value()
            - best.lossLevels().validationWithoutLag().value();
    boolean same = gap.rise() != null && Math.abs(gap.rise().value() - rise) < 1e-6 * (1 + rise);
    return same ? Optional.of(gap.rise()) : Optional.empty();
  }

  /** Whether other images of the same kind would show a rise too. */
  private static boolean isCertain(List<EpochGap> gaps, EpochGap best, double rise) {
    EpochGap last = gaps.get(gaps.size() - 1);
    if (late(gaps).stream().allMatch(gap -> paired(best, gap).isPresent())) {
      return late(gaps).stream().allMatch(gap -> gap.rise().low() > 0);
    }
    double noise =
        Math.hypot(
            best.lossLevels().validationWithoutLag().halfWidth(),
            last.lossLevels().validationWithoutLag().halfWidth());
    return rise > Math.max(noise, last.generalisationOnNewImages().halfWidth());
  }

  private static Severity severity(RunRecord run, TermHistory term) {
    EpochGap last = run.gaps().get(run.gaps().size() - 1);
    Progress progress = Progress.of(run);
    double half = progress.guessing() / 2;
    boolean byHeart =
        progress.above(last.lossLevels().validationWithoutLag().value()) > half
            && term.in(last).value() > half;
    Severity byRise = byRise(run.gaps());
    return byRise == Severity.NOTE && byHeart ? Severity.WARNING : byRise;
  }

  /**
   * How bad the rise is. Its size is another in each epoch, and so what was reached once stays
   * until the rise is half of what it took: it does not come and go with the noise about a bound.
   */
  private static Severity byRise(List<EpochGap> gaps) {
    int held = Severity.NOTE.ordinal();
    for (int epochs = 1; epochs <= gaps.size(); epochs++) {
      double share = share(gaps.subList(0, epochs));
      int reached = severity(share, 1).ordinal();
      int kept = severity(share, 0.5).ordinal();
      held = Math.min(reached, Math.max(kept, held));
    }
    return Severity.values()[held];
  }

  /** Of the lowest validation loss, what could have been saved by stopping there. */
  private static double share(List<EpochGap> gaps) {
    double rise = rise(gaps);
    return hasRisen(gaps) && rise >= TermHistory.WORTH_MENTIONING
        ? rise / EpochGap.lowest(gaps).lossLevels().validationWithoutLag().value()
        : 0;
  }

  private static Severity severity(double share, double factor) {
    return share > factor * HALF
        ? Severity.PROBLEM
        : share > factor * FIFTH ? Severity.WARNING : Severity.NOTE;
  }

  /** The lowest validation loss of the last quarter of the epochs. */
  private static double settled(List<EpochGap> gaps) {
    return late(gaps).stream()
        .mapToDouble(gap -> gap.lossLevels().validationWithoutLag().value())
        .min()
        .orElseThrow();
  }

  /** The last quarter of the epochs, two at least. */
  private static List<EpochGap> late(List<EpochGap> gaps) {
    int last = Math.max(2, (gaps.size() + 3) / 4);
    return gaps.subList(Math.max(0, gaps.size() - last), gaps.size());
  }
}
