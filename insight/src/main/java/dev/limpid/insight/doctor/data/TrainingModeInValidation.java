package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * Validation was not computed in inference mode. In that mode the loss of an image depends neither
 * on chance nor on the other images of its batch, and it is what was printed: all to rounding,
 * which is below 0.01 %. Named from 1 % of the mean loss on; or where the printed loss is not the
 * mean of the images' losses, and nearer to what training mode gives.
 */
final class TrainingModeInValidation implements Cause {
  private static final double NOTICEABLE = 0.01;

  /** A mean loss below it is as good as 0, and its relative changes don't matter. */
  private static final double SMALLEST = 0.01;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    for (EpochChecks checks : run.epochChecks()) {
      InferenceChecks inference = checks.inference();
      Optional<EpochFigures> printed =
          run.epochs().stream().filter(e -> e.epoch() == checks.epoch()).findFirst();
      if (inference == null || printed.isEmpty() || !Double.isFinite(inference.inference())) {
        continue;
      }
      String text = what(checks, inference, printed.get().validationLoss());
      if (text != null) {
        return Optional.of(finding(checks, inference, printed.get(), text));
      }
    }
    return Optional.empty();
  }

  private static String what(EpochChecks checks, InferenceChecks inference, double printed) {
    double noticeable = NOTICEABLE * Math.max(SMALLEST, inference.inference());
    if (inference.fromAgain() > noticeable) {
      return "Inference gives the same images other losses when it is run again: something is"
          + " random in it, as dropout is in training.";
    }
    if (inference.fromOtherBatches() > noticeable) {
      return "In inference an image's loss depends on the other images of its batch: a layer uses"
          + " the batch's statistics, as BatchNorm does in training.";
    }
    if (inference.fromPrinted() > noticeable) {
      return "Validation printed other losses than inference gives at the same weights"
          + (Math.abs(inference.printed() - inference.trainingMode())
                  < Math.abs(inference.printed() - inference.inference())
              ? "; they are those of training mode."
              : ".");
    }
    double inTrainingMode =
        checks.validationByImage() + inference.trainingMode() - inference.inference();
    boolean otherMean =
        Math.abs(printed - checks.validationByImage()) > noticeable
            && MeanOfBatchMeans.ofValidation(checks, printed).isEmpty();
    return otherMean
            && Math.abs(printed - inTrainingMode)
                < Math.abs(printed - checks.validationByImage()) / 2
        ? "The printed validation loss is not that of inference, but about that of training mode."
        : null;
  }

  private static Finding finding(
      EpochChecks checks, InferenceChecks inference, EpochFigures printed, String text) {
    return new Draft(
            "training-mode-in-validation",
            Severity.PROBLEM,
            "Validation was not computed in inference mode",
            text + " What users of the model will see is not what validation says.")
        .evidence(
            "printed validation loss in epoch " + checks.epoch(),
            printed.validationLoss(),
            "curves")
        .evidence("mean of its images", checks.validationByImage(), "curves")
        .evidence(inference.images() + " images: as printed", inference.printed(), "curves")
        .evidence("in inference mode", inference.inference(), "curves")
        .evidence("in training mode", inference.trainingMode(), "curves")
        .evidence("mean change by image in a second pass", inference.fromAgain(), "curves")
        .evidence("in batches of half the size", inference.fromOtherBatches(), "curves")
        .change("Trainer.evaluate", null, "Mode.INFERENCE in every layer of your own")
        .otherwise(
            "Losses would be the same in each pass, whatever the batch, and the same as printed.",
            "Ioffe and Szegedy, Batch Normalization, 2015, arXiv:1502.03167, algorithm 2",
            "batch-dependence",
            "batchnorm-lag",
            "overfitting",
            "dropout",
            "averaging",
            "statistics-never-updated",
            "small-validation-set",
            "mean-of-batch-means")
        .orElseThrow();
  }
}
