package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.LabelOrder;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
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
    return Optional.of(
        Finding.of(
                Names.BATCHES_NOT_SHUFFLED,
                share > SERIOUS ? Severity.PROBLEM : Severity.WARNING,
                "Batches are not random draws of the images",
                "Images are visited in the data set's own order, in which equal classes stand together:"
                    + " each step pulls the network towards the classes of its batch, and BatchNorm's"
                    + " statistics of a batch are not those of the images.")
            .withEvidence(
                "classes by batches: chi-squared over its degrees of freedom",
                order.batchDispersion(),
                Section.RUN)
            .withEvidence(
                "from random batches (0 %) to batches of one class (100 %)",
                Figures.percent(share), Section.RUN)
            .withChange(Setting.SHUFFLE, null, "a new random order in every epoch")
            .withOtherwise("Chi-squared over its degrees of freedom would be about 1.")
            .withSource(
                "Bengio, Practical Recommendations for Gradient-Based Training, 2012, arXiv:1206.5533")
            .withConsequences(
                Names.BATCH_DEPENDENCE,
                Names.BATCHNORM_LAG,
                Names.AVERAGING,
                Names.OVERFITTING,
                Names.LOSS_NOT_DECREASING,
                Names.LEARNING_RATE_TOO_HIGH,
                Names.GRADIENT_NOISE,
                Names.MOMENTUM_TOO_HIGH,
                Names.UNDERFITTING,
                Names.DEAD_UNITS,
                Names.NOISY_LABELS,
                Names.EXPLODING_GRADIENTS,
                Names.SATURATED_OUTPUTS,
                Names.STOPPED_EARLY));
  }
}
