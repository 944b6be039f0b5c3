package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.EpochChecks.BatchMean;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A printed loss is the mean of the batches' means although the last batch is smaller: its images
 * count for more than others. Both means are computed anew, for several sizes of a batch. The
 * printed one is a mean of means if it is so to 0.001 %, and nearer to it than to the mean over the
 * images by a factor of twenty; rounding is a hundredth of that.
 */
final class MeanOfBatchMeans implements Cause {
  private static final double ROUNDING = 1e-5;
  private static final double NEARER = 20;
  private static final double MATTERS = 0.001;

  /**
   * What was found in an epoch.
   *
   * @param figure {@code training} or {@code validation}
   * @param error relative
   */
  private record Found(
      int epoch, String figure, double byImage, double byBatch, int batchSize, double error) {}

  @Override
  public Optional<Finding> examine(RunRecord run) {
    return run.epochChecks().stream()
        .flatMap(checks -> find(run, checks).stream())
        .max(Comparator.comparingDouble(Found::error))
        .flatMap(MeanOfBatchMeans::finding);
  }

  private static List<Found> find(RunRecord run, EpochChecks checks) {
    Optional<EpochFigures> epoch =
        run.epochs().stream().filter(e -> e.epoch() == checks.epoch()).findFirst();
    if (epoch.isEmpty()) {
      return List.of();
    }
    double printed = epoch.get().loss();
    double error = error(printed, checks.lossByImage(), checks.lossByStep());
    if (error > 0) {
      int size = run.plan().batchSize();
      return List.of(
          new Found(checks.epoch(), "training", checks.lossByImage(), printed, size, error));
    }
    double validation = epoch.get().validationLoss();
    return ofValidation(checks, validation).stream()
        .map(
            batch ->
                new Found(
                    checks.epoch(),
                    "validation",
                    checks.validationByImage(),
                    batch.mean(),
                    batch.batchSize(),
                    error(validation, checks.validationByImage(), batch.mean())))
        .toList();
  }

  /** The means whose mean the printed validation loss is; nothing if it is no such mean. */
  static Optional<BatchMean> ofValidation(EpochChecks checks, double printed) {
    return checks.validationByBatch().stream()
        .filter(batch -> error(printed, checks.validationByImage(), batch.mean()) > 0)
        .min(Comparator.comparingDouble(batch -> Math.abs(batch.mean() - printed)));
  }

  /** Relative error of a mean of means; 0 if it is none. */
  private static double error(double printed, double byImage, double byBatch) {
    double error = Math.abs(printed - byImage);
    double rest = Math.abs(printed - byBatch);
    boolean ofMeans = error > NEARER * rest && rest < ROUNDING * Math.abs(byBatch);
    double relative = error / Math.abs(byImage);
    return ofMeans && relative > ROUNDING ? relative : 0;
  }

  private static Optional<Finding> finding(Found found) {
    return Optional.of(
        Finding.of(
                Names.MEAN_OF_BATCH_MEANS,
                found.error > MATTERS ? Severity.WARNING : Severity.NOTE,
                "The printed " + found.figure + " loss is a mean of batch means",
                "The last batch is smaller than the others, and its images count for more: the printed "
                    + found.figure
                    + " loss is off by up to "
                    + Figures.number(100 * found.error)
                    + " %.")
            .withEvidence(
                "mean over the images, epoch " + found.epoch, found.byImage, Section.CURVES)
            .withEvidence("mean of the batches' means, as printed", found.byBatch, Section.CURVES)
            .withEvidence("images of a batch", found.batchSize, Section.RUN)
            .withChange(Change.inCode("Trainer.evaluate", "count each batch by its images"))
            .withOtherwise("The printed loss would be the mean over the images.")
            .withSource(
                "Keras's metrics weigh by the samples of a batch: keras.metrics.Mean, sample_weight")
            .withConsequences(Names.AVERAGING, Names.SMALL_VALIDATION_SET));
  }
}
