package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An activation that holds its outputs within bounds stands between the last weights and the
 * softmax: with k classes and scores that differ by d at most, no image can lose less than {@code
 * ln(1 + (k - 1) e^-d)}. Told where training loss has come to within a quarter of that, and it is
 * more than a tenth of what guessing loses.
 */
final class BoundedScores {
  /** How far apart two outputs of a layer can be. */
  private static final Map<String, Double> RANGES =
      Map.of("Tanh", 2.0, "Sigmoid", 1.0, "HardSigmoid", 1.0, "Softsign", 2.0);

  private static final double NEAR = 1.25;
  private static final double TENTH = 0.1;

  private BoundedScores() {}

  static Optional<Finding> of(RunRecord run, Progress progress) {
    List<RunRecord.LayerFigures> layers = run.layers();
    int last = layers.size() - 1;
    if (last >= 0 && layers.get(last).type().equals("Softmax")) {
      last--;
    }
    if (last < 0
        || !RANGES.containsKey(layers.get(last).type())
        || run.otherLoss().isPresent()
        || run.labelSmoothing() > 0) { // which asks for scores that are near to each other
      return Optional.empty();
    }
    RunRecord.LayerFigures layer = layers.get(last);
    double floor =
        Math.log1p((layer.outputShape().get(0) - 1) * Math.exp(-RANGES.get(layer.type())));
    if (!(progress.last() < NEAR * floor && floor > TENTH * progress.guessing())) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.UNDERFITTING,
                Severity.WARNING,
                layer.name() + " keeps the scores too near to each other",
                "It stands between the last weights and the softmax, and its outputs differ by "
                    + Figures.number(RANGES.get(layer.type()))
                    + " at most: no image can lose less than "
                    + Figures.number(floor)
                    + ", however sure the network is, and training loss has come near to that.")
            .withEvidence("lowest loss that such scores can have", floor, Section.CURVES)
            .withEvidence(progress.ofTraining())
            .withEvidence(progress.ofGuessing())
            .withOtherwise("Training loss would go on towards 0.")
            .withChange(Change.inCode("without " + layer.name(), "the softmax takes any scores"))
            .withSource("Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3")
            .withConsequences(
                Names.NOISY_LABELS,
                Names.LEARNING_RATE_TOO_LOW,
                Names.VANISHING_GRADIENTS,
                Names.STOPPED_EARLY));
  }
}
