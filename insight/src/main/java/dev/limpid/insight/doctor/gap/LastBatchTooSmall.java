package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * What is left over for an epoch's last batch is two images or three, and BatchNorm's averages take
 * a tenth or more of what they are from it: behind a dense layer that is the variance of two
 * numbers. So validation, which comes next, normalises by these images, and lags without being
 * slow: averages that remember ten steps or fewer have caught up with the weights. Which images
 * come last is drawn anew in each epoch, and so the last half of the epochs tells together what it
 * costs.
 */
final class LastBatchTooSmall implements Cause {
  /** A single one joins the batch before it, as {@link dev.limpid.train.Trainer} does. */
  private static final int FEWEST_IMAGES = 2;

  private static final int FEW_IMAGES = 3;
  private static final double FEW_STEPS = 10;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    int images = Arrays.stream(run.data().training()).sum();
    int batch = run.plan().batchSize();
    int left = images % batch;
    TermHistory lag = TermHistory.of(run, Term.LAG, 1);
    if (left < FEWEST_IMAGES || left > FEW_IMAGES || batch <= 4 * FEW_IMAGES || lag.epochs() == 0) {
      return Optional.empty();
    }
    EpochGap last = run.gaps().get(run.gaps().size() - 1);
    Optional<LayerDrift> quick =
        last.drift().stream()
            .filter(layer -> layer.memorySteps() <= FEW_STEPS)
            .min(Comparator.comparingDouble(LayerDrift::memorySteps));
    if (quick.isEmpty() || !lag.mattersOnTheWhole()) {
      return Optional.empty();
    }
    Estimate costs = lag.lateMean();
    return Optional.of(
        Finding.of(
                Names.LAST_BATCH_TOO_SMALL,
                costs.value() > last.worseLoss() / 2 ? Severity.PROBLEM : Severity.WARNING,
                "The last batch of an epoch is too small for BatchNorm",
                images
                    + " images in batches of "
                    + batch
                    + " leave "
                    + left
                    + " images for the last one. Their mean and variance say nothing of the others,"
                    + " and the moving averages take "
                    + Figures.percent(1 / quick.get().memorySteps())
                    + " of what they are from it, just before validation uses them: that costs "
                    + Figures.number(costs.value())
                    + " of the validation loss, in the mean over the last half of the epochs, which"
                    + " is "
                    + Figures.number(last.loss().validation())
                    + " in the last.")
            .withExplained(lag.explainedEachEpoch())
            .withEvidence("images of the last batch", left, Section.RUN)
            .withEvidence(
                "steps that the averages of " + quick.get().layer() + " remember",
                quick.get().memorySteps(),
                Section.DRIFT)
            .withEvidence(lag.largest())
            .withEvidence(lag.last())
            .withEvidence(lag.often())
            .withOtherwise("Averages that remember so few steps would be those of the weights.")
            .withChange(Setting.BATCH_SIZE, evener(images, batch), "leaves a full batch, or none")
            .withChange(Setting.RECALIBRATE, null, "statistics of the whole training set")
            .withSource("Ioffe and Szegedy, Batch Normalization, 2015, arXiv:1502.03167")
            .withConsequences(
                Names.BATCHNORM_LAG,
                Names.DROPOUT_BEFORE_BATCHNORM,
                Names.BATCH_DEPENDENCE,
                Names.OVERFITTING,
                Names.STOPPED_EARLY,
                Names.SMALL_VALIDATION_SET));
  }

  /** The next larger batch that leaves nothing, or a half at least. */
  private static int evener(int images, int batch) {
    int size = batch + 1;
    while (images % size != 0 && 2 * (images % size) < size) {
      size++;
    }
    return size;
  }
}
