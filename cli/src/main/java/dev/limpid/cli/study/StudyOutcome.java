package dev.limpid.cli.study;

import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What came of a training, as far as the question goes.
 *
 * <p>An epoch is <i>in step</i> if its validation loss is at most 10 % above the training loss that
 * was printed; below it is no complaint. The lag <i>matters</i> in an epoch if its 95 % interval is
 * above zero and it is more than 10 % of the larger of the printed training loss and the validation
 * loss without lag.
 *
 * @param epochs how many were trained
 * @param inStep how many were in step
 * @param inStepFrom the first from which on all were, 0 if the last was not
 * @param keptOut the term that was largest in the epochs out of step, over all of them; null if
 *     there were none
 * @param lagEpochs in how many the lag matters
 * @param lagUntil the last in which it does, 0 if there is none
 * @param worst the epoch with the largest lag; null without BatchNorm
 * @param best the epoch with the lowest validation loss
 * @param last the last epoch
 * @param overfitsFrom the epoch after which validation loss without lag rose for good: in the last
 *     quarter of the epochs, all of it, by more than a tenth and the 95 % intervals; 0 if it did
 *     not
 * @param gaps of the epochs
 */
record StudyOutcome(
    int epochs,
    int inStep,
    int inStepFrom,
    Term keptOut,
    int lagEpochs,
    int lagUntil,
    EpochGap worst,
    EpochFigures best,
    EpochFigures last,
    int overfitsFrom,
    List<EpochGap> gaps) {
  private static final double TENTH = 0.1;

  /** Measures a run that has gaps. */
  static StudyOutcome of(RunRecord run) {
    return of(run, run.epochs().size());
  }

  /** Measures the first epochs of a run that has gaps. */
  static StudyOutcome of(RunRecord run, int first) {
    List<EpochFigures> epochs = run.epochs().subList(0, first);
    List<EpochGap> gaps = run.gaps().stream().filter(gap -> gap.epoch() <= first).toList();
    int from = first + 1;
    while (from > 1 && inStep(epochs.get(from - 2))) {
      from--;
    }
    List<EpochGap> lagging = gaps.stream().filter(StudyOutcome::lags).toList();
    return new StudyOutcome(
        first,
        (int) epochs.stream().filter(StudyOutcome::inStep).count(),
        from > first ? 0 : from,
        keptOut(epochs, gaps),
        lagging.size(),
        lagging.isEmpty() ? 0 : lagging.get(lagging.size() - 1).epoch(),
        gaps.stream()
            .filter(gap -> gap.loss().of(Term.LAG).isPresent())
            .max(Comparator.comparingDouble(gap -> term(gap, Term.LAG)))
            .orElse(null),
        epochs.stream()
            .filter(EpochFigures::validated)
            .min(Comparator.comparingDouble(EpochFigures::validationLoss))
            .orElseThrow(),
        epochs.get(first - 1),
        overfitsFrom(gaps),
        gaps);
  }

  private static boolean inStep(EpochFigures epoch) {
    return epoch.validationLoss() <= (1 + TENTH) * epoch.loss();
  }

  private static boolean lags(EpochGap gap) {
    Optional<Estimate> lag = gap.loss().of(Term.LAG);
    return lag.isPresent() && lag.get().low() > 0 && lag.get().value() > TENTH * gap.worseLoss();
  }

  private static double term(EpochGap gap, Term term) {
    return gap.loss().of(term).map(Estimate::value).orElse(0.0);
  }

  private static Term keptOut(List<EpochFigures> epochs, List<EpochGap> gaps) {
    List<Integer> late =
        epochs.stream().filter(epoch -> !inStep(epoch)).map(EpochFigures::epoch).toList();
    List<EpochGap> out = gaps.stream().filter(gap -> late.contains(gap.epoch())).toList();
    ToDoubleFunction<Term> sum = t -> out.stream().mapToDouble(gap -> term(gap, t)).sum();
    return out.isEmpty()
        ? null
        : Arrays.stream(Term.values()).max(Comparator.comparingDouble(sum)).orElseThrow();
  }

  private static int overfitsFrom(List<EpochGap> gaps) {
    if (gaps.isEmpty()) {
      return 0;
    }
    EpochGap lowest = EpochGap.lowest(gaps);
    Estimate low = lowest.lossLevels().validationWithoutLag();
    List<EpochGap> end = gaps.subList(gaps.size() - Math.max(1, gaps.size() / 4), gaps.size());
    Estimate now = EpochGap.lowest(end).lossLevels().validationWithoutLag();
    double noise = Math.hypot(low.halfWidth(), now.halfWidth());
    double rise = now.value() - low.value();
    return rise > noise && rise > TENTH * low.value() ? lowest.epoch() : 0;
  }

  /** The largest lag; 0 without BatchNorm. */
  double largestLag() {
    return worst == null ? 0 : term(worst, Term.LAG);
  }

  /** A term's share of the sizes of all terms, over all epochs, 0 to 1. */
  double share(Term term) {
    double all =
        gaps.stream()
            .flatMap(gap -> gap.loss().terms().stream())
            .map(Contribution::estimate)
            .mapToDouble(estimate -> Math.abs(estimate.value()))
            .sum();
    return all == 0 ? 0 : gaps.stream().mapToDouble(gap -> Math.abs(term(gap, term))).sum() / all;
  }
}
