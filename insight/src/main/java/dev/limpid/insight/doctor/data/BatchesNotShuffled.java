package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.LabelOrder;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Figures;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * Every epoch visits the images in the data set's own order, and in that order a batch is no random
 * draw of the classes. The statistic is the chi-squared of classes by batches over its degrees of
 * freedom: 1 for random batches, the batch size where each batch has a single class. It counts from
 * 5 % of the way between the two, and six standard errors. An order that is random anyhow does no
 * harm and is not named.
 */
final class BatchesNotShuffled implements Cause {
  private static final double NOTICEABLE = 0.05;
  private static final double SERIOUS = 0.3;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.plan().shuffled() || run.checks() == null) {
      return Optional.empty();
    }
    LabelOrder order = run.checks().training().order();
    int batchSize = run.plan().batchSize();
    double share = (order.batchDispersion() - 1) / (batchSize - 1);
    double degrees = (run.plan().stepsPerEpoch() - 1.0) * (order.classes() - 1);
    double noise = Math.sqrt(2 / degrees);
    if (!(share > NOTICEABLE) || order.batchDispersion() - 1 < 6 * noise) {
      return Optional.empty();
    }
    return new Draft(
            "batches-not-shuffled",
            share > SERIOUS ? Severity.PROBLEM : Severity.WARNING,
            "Batches are not random draws of the images",
            "Images are visited in the data set's own order, in which equal classes stand together:"
                + " each step pulls the network towards the classes of its batch, and BatchNorm's"
                + " statistics of a batch are not those of the images.")
        .evidence(
            "classes by batches: chi-squared over its degrees of freedom",
            order.batchDispersion(),
            "run")
        .evidence(
            "from random batches (0 %) to batches of one class (100 %)",
            Figures.percent(share), "run")
        .change("--shuffle", null, "a new random order in every epoch")
        .otherwise(
            "Chi-squared over its degrees of freedom would be about 1.",
            "Bengio, Practical Recommendations for Gradient-Based Training, 2012, arXiv:1206.5533",
            "batch-dependence",
            "batchnorm-lag",
            "averaging",
            "overfitting",
            "loss-not-decreasing",
            "learning-rate-too-high",
            "gradient-noise",
            "momentum-too-high",
            "underfitting",
            "dead-units",
            "noisy-labels",
            "exploding-gradients",
            "saturated-outputs",
            "stopped-early");
  }
}
