package dev.limpid.insight.examine;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.data.DataCauses;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.gap.GapCauses;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.examine.Examination.Printed;
import dev.limpid.insight.examine.Examination.Tried;
import dev.limpid.insight.examine.PreprocessingMeter.Outcome;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong with networks that were trained elsewhere: the causes that need no history of the
 * training, and two that only such networks have: images prepared in another way than the network
 * was trained on, and losses that are not those which its training printed.
 */
final class ExaminationFindings {
  /** A network has another loss than its training printed. */
  private static final String OTHER_LOSS = "other-loss";

  /** A network expects images that are prepared in another way. */
  private static final String OTHER_PREPROCESSING = "other-preprocessing";

  /** Printed and measured losses differ if it is by this share, and by this much. */
  private static final double APART = 0.02;

  private ExaminationFindings() {}

  static List<Finding> of(RunRecord run, Outcome preprocessing, Printed printed) {
    List<Finding> own = new ArrayList<>();
    preprocessing
        .expected()
        .ifPresent(expected -> own.add(otherPreprocessing(preprocessing.tried(), expected)));
    otherLoss(run, printed).ifPresent(own::add);
    List<Finding> all = new ArrayList<>(own);
    for (Finding finding : new Doctor(causes().values()).diagnose(run)) {
      boolean contradicts = !own.isEmpty() && finding.name().equals(Names.NOTHING_WRONG);
      // the averages are those of other images
      boolean follows =
          preprocessing.expected().isPresent() && finding.name().equals(Names.BATCHNORM_LAG);
      if (!contradicts && !follows) {
        all.add(FrameworkChanges.in(finding));
      }
    }
    return List.copyOf(all);
  }

  /** Those that look at images, and at the terms of the gap at fixed weights. */
  private static Map<String, Cause> causes() {
    Map<String, Cause> causes = new LinkedHashMap<>(DataCauses.all());
    causes.putAll(GapCauses.all());
    causes
        .keySet()
        .removeAll(
            List.of(
                Names.BATCHES_NOT_SHUFFLED,
                Names.INPUTS_NOT_SCALED,
                Names.MEAN_OF_BATCH_MEANS,
                Names.TRAINING_MODE_IN_VALIDATION,
                Names.STATISTICS_NEVER_UPDATED));
    return causes;
  }

  private static Finding otherPreprocessing(List<Tried> tried, Tried expected) {
    Tried given = tried.get(0);
    Finding finding =
        Finding.of(
                OTHER_PREPROCESSING,
                Severity.PROBLEM,
                "The model expects images that are prepared in another way",
                "With "
                    + expected.preprocessing()
                    + " it reads "
                    + Figures.percent(expected.accuracy())
                    + " of the training images at a loss of "
                    + Figures.number(expected.loss())
                    + ", but "
                    + Figures.percent(given.accuracy())
                    + " at "
                    + Figures.number(given.loss())
                    + " with "
                    + given.preprocessing()
                    + ", as they were given. All other figures are about the images as they were"
                    + " given.")
            .withOtherwise("No other preparation would do much better than the given one.")
            .withChange(
                Change.inCode(
                    "--pixels " + expected.name(), "examine it on images that are prepared so"));
    for (Tried each : tried) {
      finding =
          finding.withEvidence(
              each.preprocessing(),
              Figures.percent(each.accuracy()) + " right, loss " + Figures.number(each.loss()),
              Section.RUN);
    }
    return finding;
  }

  private static Optional<Finding> otherLoss(RunRecord run, Printed printed) {
    double measured = run.lastEpoch().validationLoss();
    double difference = Math.abs(measured - printed.validationLoss());
    if (!(difference > APART * Math.max(measured, printed.validationLoss())
        && difference > APART / 2)) {
      return Optional.empty(); // NaN where it is not known
    }
    Levels levels = lastGap(run).lossLevels();
    return Optional.of(
        Finding.of(
                OTHER_LOSS,
                Severity.WARNING,
                "The validation loss is not the one that the training printed",
                "The training printed "
                    + Figures.number(printed.validationLoss())
                    + ", but on these images it is "
                    + Figures.number(measured)
                    + ". They are other images, or prepared in another way, or the loss has other"
                    + " parts such as weight decay; the terms of the gap are off by as much.")
            .withEvidence("validation loss, measured", measured, Section.CURVES)
            .withEvidence("as it was printed", printed.validationLoss(), Section.CURVES)
            .withEvidence(
                "training loss, batch statistics", levels.trainBatch().value(), Section.CURVES)
            .withOtherwise("Both would be the same to rounding."));
  }

  private static EpochGap lastGap(RunRecord run) {
    return run.lastGap().orElseThrow();
  }
}
