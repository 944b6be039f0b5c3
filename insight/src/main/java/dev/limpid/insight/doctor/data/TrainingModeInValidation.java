package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
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
    return Finding.of(
            Names.TRAINING_MODE_IN_VALIDATION,
            Severity.PROBLEM,
            "Validation was not computed in inference mode",
            text + " What users of the model will see is not what validation says.")
        .withEvidence(
            "printed validation loss in epoch " + checks.epoch(),
            printed.validationLoss(),
            Section.CURVES)
        .withEvidence("mean of its images", checks.validationByImage(), Section.CURVES)
        .withEvidence(
            inference.images() + " images: as printed", inference.printed(), Section.CURVES)
        .withEvidence("in inference mode", inference.inference(), Section.CURVES)
        .withEvidence("in training mode", inference.trainingMode(), Section.CURVES)
        .withEvidence(
            "mean change by image in a second pass", inference.fromAgain(), Section.CURVES)
        .withEvidence("in batches of half the size", inference.fromOtherBatches(), Section.CURVES)
        .withChange(Change.inCode("Trainer.evaluate", "Mode.INFERENCE in every layer of your own"))
        .withOtherwise(
            "Losses would be the same in each pass, whatever the batch, and the same as printed.")
        .withSource("Ioffe and Szegedy, Batch Normalization, 2015, arXiv:1502.03167, algorithm 2")
        .withConsequences(
            Names.BATCH_DEPENDENCE,
            Names.BATCHNORM_LAG,
            Names.OVERFITTING,
            Names.DROPOUT,
            Names.AVERAGING,
            Names.STATISTICS_NEVER_UPDATED,
            Names.SMALL_VALIDATION_SET,
            Names.MEAN_OF_BATCH_MEANS);
  }
}
