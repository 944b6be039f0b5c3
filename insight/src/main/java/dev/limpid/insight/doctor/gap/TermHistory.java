package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A term of the gap over the epochs of a run: where it matters, and how much of all the gaps it
 * explains.
 *
 * <p>A term matters in an epoch if its 95 % interval leaves zero out and it is larger than a {@link
 * #TENTH} of the larger of the two losses that a user compares, printed training loss and
 * validation loss without lag: validation counts as following training when it is within 10 %, so
 * less than that is nobody's question. Nor is a tenth of next to nothing: it must be a {@link
 * #LEAST hundredth} of what guessing loses too.
 */
final class TermHistory {
  static final double TENTH = 0.1;

  /** Of what guessing loses, about as in trials of settings: less is next to nothing. */
  private static final double LEAST = 0.01;

  /**
   * Of what guessing loses: a term that is less is nobody's trouble, whatever it makes of a loss
   * that is small itself. Lag: healthy trainings of the development seeds end with up to 0.04,
   * those with averages that are too slow with 0.10 or more; batch dependence: 238 of 239 healthy
   * trainings end with less than 0.025.
   */
  private static final double LITTLE = 0.05;

  private static final int THREE = 3;

  /** A loss that is worth mentioning where its cause is known. */
  static final double WORTH_MENTIONING = 0.05;

  private final Progress progress;
  private final double guessing;
  private final Term term;
  private final int sign;
  private final List<EpochGap> gaps;
  private final List<EpochGap> mattering;

  private TermHistory(Term term, RunRecord run, int sign) {
    List<EpochGap> gaps = run.gaps();
    this.progress = Progress.of(run);
    this.guessing = progress.guessing();
    this.term = term;
    this.sign = sign;
    this.gaps = gaps;
    this.mattering = gaps.stream().filter(this::matters).toList();
  }

  /**
   * The history of a term.
   *
   * @param sign 1 if only a positive term is the cause, -1 if only a negative, 0 if both are
   */
  static TermHistory of(RunRecord run, Term term, int sign) {
    return new TermHistory(term, run, sign);
  }

  private boolean matters(EpochGap gap) {
    Optional<Estimate> estimate = gap.loss().of(term);
    if (estimate.isEmpty()) {
      return false;
    }
    double value = estimate.get().value();
    boolean direction = sign == 0 || Math.signum(value) == sign;
    return direction
        && !estimate.get().covers(0)
        && Math.abs(value) > least(gap.worseLoss(), progress);
  }

  /**
   * What a difference of losses must exceed to matter.
   *
   * @param loss that it is of
   * @param progress that knows what guessing loses
   */
  static double least(double loss, Progress progress) {
    double least = LEAST * progress.guessing();
    return Math.max(TENTH * progress.above(loss), least > 0 ? least : 0);
  }

  /** Whether it was measured at all. */
  boolean exists() {
    return gaps.stream().anyMatch(gap -> gap.loss().of(term).isPresent());
  }

  /** Whether it matters in an epoch. */
  boolean mattersIn(EpochGap gap) {
    return mattering.contains(gap);
  }

  /** In how many epochs it matters. */
  int epochs() {
    return mattering.size();
  }

  /** The first of the epochs, up to the last, in which it matters without a break. */
  int since() {
    int i = gaps.size() - 1;
    while (i > 0 && mattering.contains(gaps.get(i - 1))) {
      i--;
    }
    return gaps.get(i).epoch();
  }

  /** The last epoch in which it matters. */
  int until() {
    return mattering.get(mattering.size() - 1).epoch();
  }

  /** Up to when it mattered: {@code until epoch 12}, or {@code in epoch 1} if that was all. */
  String untilWhen() {
    return (until() == gaps.get(0).epoch() ? "in" : "until") + " epoch " + until();
  }

  /** Whether it matters in the last epoch. */
  boolean lately() {
    return !mattering.isEmpty() && mattering.get(mattering.size() - 1) == gaps.get(gaps.size() - 1);
  }

  /** The epoch in which the term is largest, of those in which it matters. */
  EpochGap worst() {
    return mattering.stream()
        .max((a, b) -> Double.compare(size(a), size(b)))
        .orElseThrow(() -> new IllegalStateException(term + " matters in no epoch"));
  }

  Estimate in(EpochGap gap) {
    return gap.loss().of(term).orElseThrow();
  }

  private double size(EpochGap gap) {
    return gap.loss().of(term).map(estimate -> Math.abs(estimate.value())).orElse(0.0);
  }

  /** The term's share of the sizes of all terms, over all epochs. */
  double explained() {
    double all = gaps.stream().mapToDouble(TermHistory::all).sum();
    return all == 0 ? 0 : gaps.stream().mapToDouble(this::size).sum() / all;
  }

  /**
   * The same in the mean over the epochs, each of which counts alike, however large its gap: the
   * large terms of the first epochs don't drown it.
   */
  double explainedEachEpoch() {
    return mean(gaps, this::share);
  }

  /** The same over the epochs in which it matters. */
  double explainedWhereItMatters() {
    return mean(mattering, this::share);
  }

  private double share(EpochGap gap) {
    double all = all(gap);
    return all == 0 ? 0 : size(gap) / all;
  }

  private static double all(EpochGap gap) {
    return gap.loss().terms().stream()
        .mapToDouble(contribution -> Math.abs(contribution.estimate().value()))
        .sum();
  }

  /** The last quarter of the epochs, one at least. */
  private List<EpochGap> late() {
    return gaps.subList(gaps.size() - (gaps.size() + 3) / 4, gaps.size());
  }

  /**
   * The term's share of the sizes of all terms, in the mean over the last quarter of the epochs.
   */
  double explainedLately() {
    return mean(late(), this::share);
  }

  /** The term over the {@linkplain EpochGap#worseLoss worse loss}, likewise. */
  double besideLossLately() {
    return mean(late(), gap -> amount(gap) / progress.above(gap.worseLoss()));
  }

  /** Its amount, likewise. */
  private double amountLately() {
    return mean(late(), this::amount);
  }

  /** The term in the direction that is the cause: what goes up and down by chance adds up to 0. */
  private double amount(EpochGap gap) {
    return sign == 0 ? size(gap) : sign * gap.loss().of(term).map(Estimate::value).orElse(0.0);
  }

  /**
   * Whether it matters in each of the last epochs, a third of all and three at least as far as
   * there are so many: in one alone it may by chance where each epoch's is another.
   */
  boolean throughoutLately() {
    int some = Math.min(gaps.size(), Math.max(THREE, (gaps.size() + 2) / 3));
    return mattering.containsAll(gaps.subList(gaps.size() - some, gaps.size()));
  }

  /** Whether that is less than is worth a warning. */
  boolean isLittleLately() {
    return amountLately() < LITTLE * guessing;
  }

  /** The same of the epochs in which it matters. */
  boolean isLittleWhereItMatters() {
    return mean(mattering, this::size) < LITTLE * guessing;
  }

  /**
   * The mean of the term over the last half of the epochs, which were measured apart: what is not
   * sure in any of them may be in all together.
   */
  Estimate lateMean() {
    List<Estimate> late =
        gaps.subList(gaps.size() / 2, gaps.size()).stream()
            .flatMap(gap -> gap.loss().of(term).stream())
            .toList();
    double sum = late.stream().mapToDouble(Estimate::value).sum();
    double squares = late.stream().mapToDouble(e -> e.standardError() * e.standardError()).sum();
    double freedom = late.stream().mapToDouble(Estimate::degreesOfFreedom).sum();
    return new Estimate(sum / late.size(), Math.sqrt(squares) / late.size(), freedom);
  }

  /**
   * Whether the {@linkplain #lateMean late mean} is no chance, by its 95 % interval, and worth
   * mentioning.
   */
  boolean mattersOnTheWhole() {
    Estimate late = lateMean();
    double worse =
        mean(gaps.subList(gaps.size() / 2, gaps.size()), gap -> progress.above(gap.worseLoss()));
    return !late.covers(0) && Math.abs(late.value()) >= Math.max(WORTH_MENTIONING, TENTH * worse);
  }

  private static double mean(List<EpochGap> gaps, ToDoubleFunction<EpochGap> figure) {
    return gaps.stream().mapToDouble(figure).average().orElse(0);
  }

  /** The epochs in which it matters, such as {@code epochs 2 to 12}. */
  String when() {
    int first = mattering.get(0).epoch();
    int last = mattering.get(mattering.size() - 1).epoch();
    return first == last
        ? "epoch " + first
        : (mattering.size() == last - first + 1 ? "" : mattering.size() + " of the ")
            + "epochs "
            + first
            + " to "
            + last;
  }

  /** The largest value as evidence. */
  Evidence largest() {
    EpochGap worst = worst();
    return new Evidence(
        "largest " + term.label() + " of the loss, in epoch " + worst.epoch(),
        Figures.interval(in(worst)),
        Section.GAP);
  }

  /** The value in the last epoch as evidence. */
  Evidence last() {
    EpochGap last = gaps.get(gaps.size() - 1);
    return new Evidence(
        term.label() + " of the loss in the last epoch, " + last.epoch(),
        Figures.interval(in(last)),
        Section.GAP);
  }

  /** What a share of all gaps is called: of one there is no more to say. */
  String overAllEpochs() {
    return gaps.size() == 1 ? "" : " over all epochs";
  }

  /** How much it explains, over all epochs, in which the first weigh most, and at the end. */
  String share() {
    return gaps.size() == 1
        ? Figures.part(explained()) + " of the gap"
        : Figures.part(explained())
            + " of the gap over all epochs, and "
            + Figures.part(explainedLately())
            + " in the last quarter of them";
  }

  /** How often it matters, as evidence. */
  Evidence often() {
    return new Evidence(
        "epochs in which it matters: it makes a tenth of the loss, and a hundredth of what guessing loses",
        epochs() + " of " + gaps.size(),
        Section.GAP);
  }
}
