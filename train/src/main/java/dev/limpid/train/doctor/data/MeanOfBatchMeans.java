package dev.limpid.train.doctor.data;

import dev.limpid.train.check.EpochChecks;
import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.run.EpochFigures;
import dev.limpid.train.run.RunRecord;
import java.util.Optional;

/**
 * A printed loss is the mean of the batches' means although the last batch is smaller: its images
 * count for more than others. Both means are computed anew; the printed one is nearer to the mean
 * of means than to that of the images by a factor of twenty, and differs from the latter by more
 * than 0.001 %. Rounding is a hundredth of that.
 */
final class MeanOfBatchMeans implements Cause {
  private static final double ROUNDING = 1e-5;
  private static final double NEARER = 20;
  private static final double MATTERS = 0.001;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    EpochChecks worst = null;
    boolean inValidation = false;
    double largest = 0;
    for (EpochChecks checks : run.epochChecks()) {
      Optional<EpochFigures> printed =
          run.epochs().stream().filter(e -> e.epoch() == checks.epoch()).findFirst();
      if (printed.isEmpty()) {
        continue;
      }
      double training = error(printed.get().loss(), checks.lossByImage(), checks.lossByStep());
      double validation =
          error(
              printed.get().validationLoss(),
              checks.validationByImage(),
              checks.validationByBatch());
      if (Math.max(training, validation) > largest) {
        largest = Math.max(training, validation);
        worst = checks;
        inValidation = validation > training;
      }
    }
    if (worst == null) {
      return Optional.empty();
    }
    double byImage = inValidation ? worst.validationByImage() : worst.lossByImage();
    double byBatch = inValidation ? worst.validationByBatch() : worst.lossByStep();
    String which = inValidation ? "validation" : "training";
    return new Draft(
            "mean-of-batch-means",
            largest > MATTERS ? Severity.WARNING : Severity.NOTE,
            "The printed " + which + " loss is a mean of batch means",
            "The last batch is smaller than the others, and its images count for more: the printed "
                + which
                + " loss is off by up to "
                + (largest < 0.01 ? Figures.number(100 * largest) + " %" : Figures.percent(largest))
                + ".")
        .evidence("mean over the images, epoch " + worst.epoch(), byImage, "curves")
        .evidence("mean of the batches' means, as printed", byBatch, "curves")
        .evidence(
            "images of the last batch",
            lastBatch(inValidation ? run.data().validation() : run.data().training(), run),
            "run")
        .change("Trainer.evaluate", null, "count each batch by its images")
        .otherwise(
            "The printed loss would be the mean over the images.",
            "Keras's metrics weigh by the samples of a batch: keras.metrics.Mean, sample_weight",
            "averaging",
            "small-validation-set");
  }

  /** Relative error of a mean of means; 0 if it is none. */
  private static double error(double printed, double byImage, double byBatch) {
    double error = Math.abs(printed - byImage);
    boolean ofMeans = error > NEARER * Math.abs(printed - byBatch);
    double relative = error / Math.abs(byImage);
    return ofMeans && relative > ROUNDING ? relative : 0;
  }

  private static int lastBatch(int[] counts, RunRecord run) {
    int images = 0;
    for (int count : counts) {
      images += count;
    }
    int rest = images % run.plan().batchSize();
    return rest == 0 ? run.plan().batchSize() : rest;
  }
}
