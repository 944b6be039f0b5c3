package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.health.Breach.Rule;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Validation was not computed in inference mode. In that mode the loss of an image depends neither
 * on chance nor on the other images of its batch, and it is what was printed: all to rounding,
 * which is below 0.01 %. Named from 1 % of the mean loss on; or where the printed loss is not the
 * mean of the images' losses, and nearer to what training mode gives.
 *
 * <p>The network is asked twice about the same values, and each image is read twice: where the data
 * set reads it differently, that is said instead. Weights that changed since the validation are
 * told of as those, and nothing is said here.
 */
final class TrainingModeInValidation implements Cause {
  private static final double NOTICEABLE = 0.01;

  private static final double LARGE = 0.1;

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
      double noticeable = NOTICEABLE * Math.max(SMALLEST, inference.inference());
      String inNetwork = inNetwork(run, inference, noticeable);
      if (inNetwork == null && inference.readAnew() > 0) {
        if (inference.fromPrinted() > noticeable) {
          return Optional.of(readAnew(checks, inference, printed.get()));
        }
        continue;
      }
      String text =
          inNetwork == null && !changed(run, checks.epoch())
              ? what(checks, inference, printed.get().validationLoss(), noticeable)
              : inNetwork;
      if (text != null) {
        return Optional.of(finding(checks, inference, printed.get(), text));
      }
    }
    return Optional.empty();
  }

  /** The network by itself, asked twice about the same values. */
  private static String inNetwork(RunRecord run, InferenceChecks inference, double noticeable) {
    if (inference.fromAgain() > noticeable) {
      return "Inference gives the same values other losses when it is run again: "
          + layer(run, Rule.INFERENCE_RANDOM, "something")
          + " is random in it, as dropout is in training.";
    }
    return inference.fromOtherBatches() > noticeable
        ? "In inference an image's loss depends on the other images of its batch: "
            + layer(run, Rule.INFERENCE_OF_BATCH, "a layer")
            + " looks at them, as BatchNorm does in training."
        : null;
  }

  /** The layer that was found to do so by itself. */
  private static String layer(RunRecord run, Rule rule, String otherwise) {
    return Stream.ofNullable(run.start())
        .flatMap(start -> start.breaches().stream())
        .filter(breach -> breach.rule() == rule)
        .map(Breach::parameter)
        .findFirst()
        .orElse(otherwise);
  }

  /** Whether weights were seen to be others behind the epoch than in its validation. */
  private static boolean changed(RunRecord run, int epoch) {
    return run.health().stream()
        .filter(health -> health.epoch() == epoch)
        .flatMap(health -> health.breaches().stream())
        .anyMatch(
            breach ->
                breach.rule() == Rule.MOVES_OUTSIDE || breach.rule() == Rule.INFERENCE_CHANGES);
  }

  private static Finding readAnew(
      EpochChecks checks, InferenceChecks inference, EpochFigures printed) {
    double other = inference.fromPrinted() / Math.max(SMALLEST, inference.inference());
    return Finding.of(
            Names.TRAINING_MODE_IN_VALIDATION,
            other > LARGE ? Severity.PROBLEM : Severity.WARNING,
            "Validation images are read differently each time",
            "Read twice, the same validation images have other values: the data set changes them at"
                + " random, as augmentation changes those of training. The network itself gives the"
                + " same values the same losses. What validation says hangs on chance, and is of"
                + " other images than users have.")
        .withEvidence(
            "validation images that have other values when read again",
            Figures.percent(inference.readAnew()) + " of " + inference.images(),
            Section.IMAGES)
        .withEvidence(
            "printed validation loss in epoch " + checks.epoch(),
            printed.validationLoss(),
            Section.CURVES)
        .withEvidence(
            "mean change of an image's loss from one reading to another",
            inference.fromPrinted(),
            Section.CURVES)
        .withEvidence(
            "the same of a second pass over what was read", inference.fromAgain(), Section.CURVES)
        .withChange(
            Change.inCode(
                "Dataset.read", "the same values each time; Trainer.augment for training"))
        .withOtherwise("An image would have the same values, and the same loss, each time.")
        .withConsequences(
            Names.OVERFITTING,
            Names.SMALL_VALIDATION_SET,
            Names.COVARIATE_SHIFT,
            Names.PREPROCESSING_DIFFERS,
            Names.MEAN_OF_BATCH_MEANS);
  }

  private static String what(
      EpochChecks checks, InferenceChecks inference, double printed, double noticeable) {
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
