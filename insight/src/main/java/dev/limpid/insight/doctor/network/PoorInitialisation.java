package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A hidden layer's first weights are of another size than its numbers of inputs and outputs ask
 * for, or all its units begin alike and then stay so.
 *
 * <p>Size: the variance is more than 10 times that of He et al. 2015 or less than a tenth of
 * Glorot's, the bound of Amazon SageMaker Debugger's rule PoorWeightInitialization; several layers
 * multiply their factors, so the product over all layers counts too. What BatchNorm follows does
 * not count: it undoes any factor. Nor does the last layer, which may begin small; if it is too
 * large, that is {@link SaturatedOutputs}.
 */
final class PoorInitialisation implements Cause {
  private static final double BOUND = 10;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.start() == null) {
      return Optional.empty();
    }
    List<LayerStart> hidden = hidden(run);
    List<LayerStart> alike = hidden.stream().filter(LayerStart::sameUnits).toList();
    if (!alike.isEmpty()) {
      return Optional.of(alike(alike, run));
    }
    double product = 1;
    LayerStart worst = null;
    for (LayerStart layer : hidden) {
      double factor = factor(layer);
      product *= factor;
      if (worst == null || Math.abs(Math.log(factor)) > Math.abs(Math.log(factor(worst)))) {
        worst = layer;
      }
    }
    if (worst == null) {
      return Optional.empty();
    }
    double variance = Math.max(Math.abs(Math.log(product)), Math.abs(Math.log(factor(worst))));
    return variance <= Math.log(BOUND) ? Optional.empty() : Optional.of(size(worst, product, run));
  }

  /** Layers with a kernel that no BatchNorm follows, without the last. */
  private static List<LayerStart> hidden(RunRecord run) {
    List<LayerStart> layers = run.start().layers();
    List<LayerStart> hidden = new ArrayList<>();
    LayerStart waiting = null;
    for (LayerStart layer : layers) {
      if (layer.type().equals("BatchNorm")) {
        waiting = waiting != null && waiting.sameUnits() ? waiting : null;
      }
      if (!Double.isNaN(layer.kernelDeviation())) {
        if (waiting != null) {
          hidden.add(waiting);
        }
        waiting = layer;
      }
    }
    return hidden;
  }

  /** The variance as a multiple of the nearest usual one; 1 between the two usual ones. */
  private static double factor(LayerStart layer) {
    double deviation = Math.max(layer.kernelDeviation(), 1e-30);
    double ratio =
        deviation > layer.usualDeviation()
            ? deviation / layer.usualDeviation()
            : Math.min(1, deviation / layer.least());
    return ratio * ratio;
  }

  private static Finding size(LayerStart worst, double product, RunRecord run) {
    boolean large = product > 1;
    return Finding.of(
            Names.POOR_INITIALISATION,
            Severity.PROBLEM,
            "First weights are too " + (large ? "large" : "small"),
            "The first weights of "
                + worst.layer()
                + " have "
                + Figures.number(factor(worst))
                + " times the variance that its inputs and outputs ask for. From layer to layer,"
                + " outputs and gradients "
                + (large ? "grow." : "shrink."))
        .withEvidence(
            "standard deviation of the first weights of " + worst.layer(),
            worst.kernelDeviation(),
            Section.HEALTH)
        .withEvidence(
            "He et al.'s, and the least that is usual",
            Figures.number(worst.usualDeviation()) + ", " + Figures.number(worst.least()),
            Section.HEALTH)
        .withEvidence("factor of the variance over all hidden layers", product, Section.HEALTH)
        .withEvidence("loss at the first weights", run.start().loss(), Section.CURVES)
        .withOtherwise("Variances would lie between 1 / inputs and 2 / inputs.")
        .withChange(FirstWeights.ofHe(run, "variance 2 / inputs, for ReLU"))
        .withAlternative(FirstWeights.tries(run))
        .withSource("He et al., Delving Deep into Rectifiers, 2015, arXiv:1502.01852")
        .withConsequences(Consequences.OF_A_BROKEN_NETWORK);
  }

  private static Finding alike(List<LayerStart> alike, RunRecord run) {
    return Finding.of(
            Names.POOR_INITIALISATION,
            Severity.PROBLEM,
            "All units of " + alike.get(0).layer() + " begin alike",
            "They have the same weights and so the same gradients, and stay alike: the layer has"
                + " one unit's worth.")
        .withEvidence("layers whose units begin alike", alike.size(), Section.HEALTH)
        .withOtherwise("Each unit would begin with random weights of its own.")
        .withChange(FirstWeights.ofHe(run, "random weights"))
        .withAlternative(FirstWeights.tries(run))
        .withSource("Goodfellow, Bengio and Courville, Deep Learning, 2016, section 8.4")
        .withConsequences(Consequences.OF_A_BROKEN_NETWORK);
  }
}
