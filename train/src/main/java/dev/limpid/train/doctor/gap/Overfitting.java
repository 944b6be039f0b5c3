package dev.limpid.train.doctor.gap;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Change;
import dev.limpid.train.doctor.finding.Evidence;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.gap.EpochGap;
import dev.limpid.train.gap.Estimate;
import dev.limpid.train.gap.Levels;
import dev.limpid.train.gap.Term;
import dev.limpid.train.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The network does better on images that it learns from: generalisation is above zero beyond its
 * interval and makes more than 10 % of the validation loss. Where validation loss has also passed
 * its minimum, and risen since by more than the two epochs' intervals, the epoch is named.
 *
 * <p>Validation loss is taken with the population's statistics, so that the lag of the moving
 * averages does not hide or feign a minimum.
 */
final class Overfitting implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    TermHistory term = TermHistory.of(run, Term.GENERALISATION, 1);
    if (!term.lately()) {
      return Optional.empty();
    }
    List<EpochGap> gaps = run.gaps();
    EpochGap last = gaps.get(gaps.size() - 1);
    EpochGap best =
        gaps.stream().min(Comparator.comparingDouble(gap -> validation(gap).value())).orElseThrow();
    Estimate lowest = validation(best);
    Estimate now = validation(last);
    double noise = Math.hypot(lowest.halfWidth(), now.halfWidth());
    boolean risen = now.value() - lowest.value() > noise;
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(
        new Evidence("generalisation in the last epoch", TermHistory.text(term.in(last)), "gap"));
    evidence.add(
        new Evidence(
            "lowest validation loss at population statistics",
            String.format(Locale.ROOT, "%.3g in epoch %d", lowest.value(), best.epoch()),
            "curves"));
    evidence.add(
        new Evidence(
            "the same in the last epoch",
            String.format(Locale.ROOT, "%.3g", now.value()),
            "curves"));
    evidence.add(term.often());
    String text =
        "Images that it learns from have a lower loss than others, which explains "
            + Figures.percent(term.explained())
            + " of the gap over all epochs"
            + (risen
                ? "; since epoch "
                    + best.epoch()
                    + " validation loss has been rising, and further training does harm."
                : ". Validation loss has not begun to rise.");
    List<Change> changes = new ArrayList<>();
    if (risen) {
      changes.add(
          new Change("--epochs", String.valueOf(best.epoch()), "stop where validation was best"));
    }
    changes.add(new Change("--augment", null, "images that are never quite the same"));
    changes.add(new Change("--dropout", "0.3", "features that don't rely on each other"));
    return Optional.of(
        new Finding(
            "overfitting",
            risen ? Severity.PROBLEM : Severity.WARNING,
            risen ? "Overfitting since epoch " + best.epoch() : "Overfitting",
            text,
            term.explained(),
            evidence,
            "Training and validation images would have the same loss at the same weights and"
                + " statistics.",
            changes,
            "Prechelt, Early Stopping - But When?, 1998"));
  }

  /** At population statistics, or as it is without BatchNorm. */
  static Estimate validation(EpochGap gap) {
    Levels levels = gap.lossLevels();
    return levels.validationPopulation() == null
        ? levels.validationMoving()
        : levels.validationPopulation();
  }
}
