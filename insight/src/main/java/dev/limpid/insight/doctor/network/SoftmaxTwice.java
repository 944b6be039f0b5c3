package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * The scores that enter the loss are probabilities already: each image's lie within 0 and 1 and add
 * up to 1. The loss makes probabilities of them once more, which can't be far apart: with C classes
 * no image's loss falls below {@code ln(e + C - 1) - 1}.
 *
 * <p>Scores of a network without softmax do that by chance for no image, let alone for all.
 */
final class SoftmaxTwice implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    Optional<EpochHealth> seen =
        run.health().stream().filter(epoch -> epoch.probabilityShare() > 0.99).findFirst();
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    int classes = run.data().classes().size();
    double floor = Math.log(Math.E + classes - 1) - 1;
    return Optional.of(
        Finding.of(
                Names.SOFTMAX_TWICE,
                Severity.PROBLEM,
                "Softmax is applied twice",
                "The network puts out probabilities, and the loss makes probabilities of them again."
                    + " The training loss can't fall below "
                    + Figures.number(floor)
                    + ", and gradients are small. A last Softmax belongs to the loss: the network has"
                    + " one too many.")
            .withEvidence(
                "images whose scores are within 0 to 1 and add up to 1",
                Figures.percent(seen.get().probabilityShare()),
                Section.HEALTH)
            .withEvidence("lowest possible training loss", floor, Section.CURVES)
            .withEvidence("training loss", Progress.of(run).last(), Section.CURVES)
            .withOtherwise("Scores would be any numbers, below 0 and above 1 too.")
            .withChange(Change.inCode("Sequential", "leave out one of the softmax layers"))
            .withSource("Keras, SparseCategoricalCrossentropy, from_logits")
            .withConsequences(
                Names.WRONG_GRADIENT, // slopes so small that finite differences tell little of them
                Names.UNDERFITTING,
                Names.NOISY_LABELS,
                Names.LEARNING_RATE_TOO_LOW,
                Names.LOSS_NOT_DECREASING,
                Names.STOPPED_EARLY,
                Names.VANISHING_GRADIENTS,
                Names.MOMENTUM_TOO_HIGH,
                Names.LEARNING_RATE_TOO_HIGH));
  }
}
