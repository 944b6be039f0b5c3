package dev.limpid.train.doctor.data;

import dev.limpid.train.check.SideChecks;
import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.run.RunRecord;
import java.util.Optional;

/**
 * Values were made from pixels in another way on one side: with another factor or offset, inverted,
 * with channels in another order, or normalised image by image. What tells it from other kinds of
 * images is that one map explains the whole distribution at once; see {@link ValueMap}.
 */
final class PreprocessingDiffers implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null || run.checks().split() == null) {
      return Optional.empty();
    }
    SideChecks training = run.checks().training();
    SideChecks validation = run.checks().validation();
    Optional<String> map = ValueMap.between(training, validation);
    if (map.isEmpty()) {
      return Optional.empty();
    }
    Draft draft =
        new Draft(
            "preprocessing-differs",
            Severity.PROBLEM,
            "Validation images are prepared in another way than training images",
            map.get() + ": the network is asked about values of a kind that it has not seen.");
    for (int c = 0; c < training.channels().size(); c++) {
      draft
          .evidence("channel " + (c + 1) + " in training", text(training, c), "images")
          .evidence("in validation", text(validation, c), "images");
    }
    return draft
        .change("Dataset.read", null, "one and the same preparation for both sides")
        .otherwise(
            "Least, greatest and mean value would be alike on both sides.",
            "Breck et al., Data Validation for Machine Learning, 2019",
            "covariate-shift",
            "inputs-not-scaled",
            "overfitting",
            "noisy-labels",
            "small-validation-set",
            "too-few-samples",
            "batchnorm-lag",
            "training-mode-in-validation");
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
