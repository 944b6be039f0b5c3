package dev.limpid.bench.faults;

import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.EpochFigures;
import java.util.function.ToDoubleFunction;

/**
 * A figure by which a fault does harm, the greater the worse. It does where the figure lies above
 * that of the healthy twin, which has the same seed, by a third and by the least that is worth
 * mentioning.
 *
 * <p>Losses are bounded by ten times that of a guess, which a diverged training gets.
 */
enum Harm {
  /** The loss in use. */
  LOSS(Least.LOSS, outcome -> bounded(outcome.heldOutLoss(), outcome)),

  /** The share of images in use that are taken for another class. */
  ERRORS(0.05, outcome -> 1 - outcome.heldOutAccuracy()),

  /** The mean of the training losses over the epochs: how slowly it learns. */
  SLOWNESS(Least.LOSS, Harm::meanTrainingLoss),

  /** How far the last reported validation loss is from the loss in use. */
  MISREPORT(
      Least.LOSS,
      outcome -> Math.abs(lastValidationLoss(outcome) - bounded(outcome.heldOutLoss(), outcome))),

  /** How far the last reported validation loss is from that of the validation set, done rightly. */
  MISCOUNT(
      Least.LOSS,
      outcome ->
          Math.abs(lastValidationLoss(outcome) - bounded(outcome.validationLoss(), outcome))),

  /** The standard error of the validation accuracy, from the accuracy in use. */
  UNCERTAINTY(0.02, Harm::standardError),

  /** The size of the gap's term, on average over the epochs. */
  AVERAGING(Term.AVERAGING),
  /** Likewise. */
  AUGMENTATION(Term.AUGMENTATION),
  /** Likewise. */
  DROPOUT(Term.DROPOUT),
  /** Likewise. */
  BATCH_DEPENDENCE(Term.BATCH_DEPENDENCE),
  /** Likewise. */
  LAG(Term.LAG);

  private final double least;
  private final ToDoubleFunction<TrialOutcome> figure;

  /** Null if it is no term's size. */
  private final Term term;

  Harm(double least, ToDoubleFunction<TrialOutcome> figure) {
    this.least = least;
    this.figure = figure;
    this.term = null;
  }

  Harm(Term term) {
    this.least = Least.LOSS;
    this.figure = outcome -> mean(outcome, gap -> size(term, gap));
    this.term = term;
  }

  /** The figure of a training. */
  double of(TrialOutcome outcome) {
    return figure.applyAsDouble(outcome);
  }

  /** Whether a training suffers from its fault. */
  boolean isDone(TrialOutcome faulty, TrialOutcome twin) {
    double more = of(faulty) - of(twin);
    return more >= of(twin) / 3 && more >= least && isVisible(faulty);
  }

  /**
   * Whether anybody would see it in the curves: a term must be a tenth of the larger of training
   * and validation loss, on average over the epochs.
   */
  boolean isVisible(TrialOutcome outcome) {
    return term == null || mean(outcome, gap -> size(term, gap) / gap.worseLoss()) >= 0.1;
  }

  private static double bounded(double loss, TrialOutcome outcome) {
    double most = 10 * Math.log(outcome.record().data().classes().size());
    return loss < most ? loss : most; // NaN as well
  }

  private static double meanTrainingLoss(TrialOutcome outcome) {
    int planned = outcome.record().plan().epochs();
    double sum = 0;
    for (EpochFigures epoch : outcome.record().epochs()) {
      sum += bounded(epoch.loss(), outcome);
    }
    int missing = planned - outcome.record().epochs().size();
    return (sum + missing * bounded(Double.POSITIVE_INFINITY, outcome)) / planned;
  }

  private static double lastValidationLoss(TrialOutcome outcome) {
    boolean none = outcome.record().epochs().isEmpty();
    return bounded(
        none ? Double.POSITIVE_INFINITY : outcome.record().lastEpoch().validationLoss(), outcome);
  }

  private static double standardError(TrialOutcome outcome) {
    double images = 0;
    for (int count : outcome.record().data().validation()) {
      images += count;
    }
    return Math.sqrt(outcome.heldOutAccuracy() * (1 - outcome.heldOutAccuracy()) / images);
  }

  private static double mean(TrialOutcome outcome, ToDoubleFunction<EpochGap> ofEpoch) {
    return outcome.record().gaps().stream().mapToDouble(ofEpoch).average().orElse(0);
  }

  private static double size(Term term, EpochGap gap) {
    return gap.loss().of(term).map(estimate -> Math.abs(estimate.value())).orElse(0.0);
  }

  /** What is worth mentioning. */
  private static final class Least {
    static final double LOSS = 0.05;
  }
}
