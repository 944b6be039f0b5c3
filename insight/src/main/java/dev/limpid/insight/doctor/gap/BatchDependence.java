package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * The network depends on the batch that an image comes with: at the same weights, the training loss
 * with the batch's own statistics and with those of the population differ by more than 10 %. Small
 * batches do that, and batches that are not drawn at random.
 */
final class BatchDependence implements Cause {
  private static final double QUARTER = 0.25;

  /** Below it BatchNorm loses much (Wu and He, Group Normalization, 2018, figure 1). */
  private static final int FEW_IMAGES = 8;

  /** What it may bring about. */
  static final String[] CONSEQUENCES = {
    Names.GRADIENT_NOISE,
    Names.BATCHNORM_LAG,
    Names.LEARNING_RATE_TOO_LOW,
    Names.UNDERFITTING,
    Names.DEAD_UNITS,
    Names.DROPOUT,
    Names.NOISY_LABELS,
    Names.AVERAGING
  };

  @Override
  public Optional<Finding> examine(RunRecord run) {
    TermHistory term = TermHistory.of(run, Term.BATCH_DEPENDENCE, 0);
    boolean ofFewImages = ofFewImages(run.plan().batchSize(), term);
    if (term.epochs() == 0 && !ofFewImages) {
      return Optional.empty();
    }
    boolean shuffled = run.plan().shuffled();
    Change change =
        shuffled
            ? new Change(
                Setting.BATCH_SIZE, 2 * run.plan().batchSize(), "statistics of more images")
            : new Change(Setting.SHUFFLE, null, "batches that are like the whole set");
    return Optional.of(
        Finding.of(
                Names.BATCH_DEPENDENCE,
                severity(run, term, ofFewImages),
                "The network depends on what else is in its batch",
                "Normalised by its own batch an image gets another loss than normalised by the"
                    + " whole set; this explains "
                    + Figures.part(term.explained())
                    + " of the gap"
                    + term.overAllEpochs()
                    + "."
                    + (shuffled ? "" : " The batches are not drawn at random."))
            .withExplained(term.explained())
            .withEvidence(term.epochs() > 0 ? term.largest() : term.last())
            .withEvidence(term.often())
            .withEvidence("images a batch", String.valueOf(run.plan().batchSize()), Section.RUN)
            .withOtherwise(
                "A batch's own statistics and those of the whole training set would give training"
                    + " images the same loss.")
            .withChange(change)
            .withAlternative(Setting.BATCH_SIZE, 2 * run.plan().batchSize(), "steadier statistics")
            .withSource("Ioffe, Batch Renormalization, 2017, arXiv:1702.03275")
            .withConsequences(CONSEQUENCES));
  }

  /**
   * Whether batches have so few images that their statistics are why: small batches are measured
   * less exactly too, so all late epochs together count.
   */
  static boolean ofFewImages(int images, TermHistory term) {
    return images <= FEW_IMAGES && term.exists() && term.mattersOnTheWhole();
  }

  /**
   * A problem if it explains most, a warning if it is yet a quarter of the loss at the end, or if
   * batches have so few images that their statistics are why; a note if it is little.
   */
  static Severity severity(RunRecord run, TermHistory term, boolean ofFewImages) {
    if (!ofFewImages && (!term.lately() || term.isLittleLately())) {
      return Severity.NOTE;
    }
    EpochGap last = run.gaps().get(run.gaps().size() - 1);
    boolean large = Math.abs(term.in(last).value()) > QUARTER * last.worseLoss();
    return term.explained() > 0.5
        ? Severity.PROBLEM
        : large || ofFewImages ? Severity.WARNING : Severity.NOTE;
  }
}
