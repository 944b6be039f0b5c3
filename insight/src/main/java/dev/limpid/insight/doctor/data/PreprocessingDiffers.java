package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.Arrangement;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.check.Rearranged;
import dev.limpid.insight.check.SideChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Values were made from pixels in another way on one side: with another factor or offset, inverted,
 * with channels in another order, or normalised image by image. What tells it from other kinds of
 * images is that one map explains the whole distribution at once; see {@link ValueMap}.
 *
 * <p>Or pixels were laid out in another way: the network itself does much better on validation
 * images that are laid out anew (see {@link Arrangement}). When it was asked last, that saved more
 * than half of their loss and more than four standard errors, which chance does not in four ways.
 */
final class PreprocessingDiffers implements Cause {
  private static final double HALF = 0.5;
  private static final double ERRORS = 4;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null || run.checks().split() == null) {
      return Optional.empty();
    }
    return values(run).or(() -> layout(run));
  }

  private static Optional<Finding> values(RunRecord run) {
    SideChecks training = run.checks().training();
    SideChecks validation = run.checks().validation();
    Optional<String> map = ValueMap.between(training, validation);
    if (map.isEmpty()) {
      return Optional.empty();
    }
    Finding found =
        found(map.get() + ": the network is asked about values of a kind that it has not seen.");
    for (int c = 0; c < training.channels().size(); c++) {
      found =
          found
              .withEvidence(
                  "channel " + (c + 1) + " in training", text(training, c), Section.IMAGES)
              .withEvidence("in validation", text(validation, c), Section.IMAGES);
    }
    return withAdvice(found, "Least, greatest and mean value would be alike on both sides.");
  }

  private static Optional<Finding> layout(RunRecord run) {
    List<InferenceChecks> asked =
        run.epochChecks().stream().map(EpochChecks::inference).filter(Objects::nonNull).toList();
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    InferenceChecks last = asked.get(asked.size() - 1);
    Optional<Rearranged> better =
        last.rearranged().stream()
            .filter(way -> way.saved() > HALF * last.inference())
            .filter(way -> way.saved() > ERRORS * way.error())
            .max(Comparator.comparingDouble(Rearranged::saved));
    if (better.isEmpty()) {
      return Optional.empty();
    }
    String way = better.get().arrangement().toString();
    Finding found =
        found(
                "The network does much better on validation images when they are read "
                    + way
                    + ": they are laid out in another way than the training images.")
            .withEvidence(
                "loss of " + last.images() + " validation images", last.inference(), Section.CURVES)
            .withEvidence("of the same, " + way, better.get().loss(), Section.CURVES)
            .withEvidence(
                "standard error of what that saves", better.get().error(), Section.CURVES);
    return withAdvice(
        found, "Any other layout of the pixels would cost, or at least not save much.");
  }

  private static Finding found(String text) {
    return Finding.of(
        Names.PREPROCESSING_DIFFERS,
        Severity.PROBLEM,
        "Validation images are prepared in another way than training images",
        text);
  }

  private static Optional<Finding> withAdvice(Finding found, String otherwise) {
    return Optional.of(
        found
            .withChange(
                Change.inCode("Dataset.read", "one and the same preparation for both sides"))
            .withOtherwise(otherwise)
            .withSource("Breck et al., Data Validation for Machine Learning, 2019")
            .withConsequences(
                Names.COVARIATE_SHIFT,
                Names.LABELS_MISALIGNED,
                Names.INPUTS_NOT_SCALED,
                Names.OVERFITTING,
                Names.NOISY_LABELS,
                Names.SMALL_VALIDATION_SET,
                Names.TOO_FEW_SAMPLES,
                Names.BATCHNORM_LAG,
                Names.TRAINING_MODE_IN_VALIDATION));
  }

  private static String text(SideChecks side, int c) {
    var channel = side.channels().get(c);
    return Figures.number(channel.least())
        + " to "
        + Figures.number(channel.greatest())
        + ", mean "
        + Figures.number(channel.mean())
        + ", deviation "
        + Figures.number(channel.deviation());
  }
}
