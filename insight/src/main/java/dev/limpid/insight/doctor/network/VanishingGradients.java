package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The gradient dies on its way to the input: in the first step, a layer with a kernel has a
 * gradient whose norm is less than a 256th of that of a layer behind it.
 *
 * <p>Healthy networks stay within a factor of about 20 over all layers. A 256th is what four
 * sigmoids in a row leave at their steepest, 0.25^4 (Hochreiter 1991; Glorot and Bengio 2010).
 */
final class VanishingGradients implements Cause {
  private static final double SMALL = 1.0 / 256;
  private static final Set<String> SATURATING = Set.of("Sigmoid", "Tanh");

  private static boolean has(RunRecord run, Set<String> types) {
    return run.layers().stream().anyMatch(layer -> types.contains(layer.type()));
  }

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Optional<Relative> first = Relative.of(run);
    if (first.isEmpty() || first.get().ratio() >= SMALL) {
      return Optional.empty();
    }
    Relative found = first.get();
    boolean stuck = Progress.of(run).remaining() > 0.5;
    return Optional.of(
        Finding.of(
                Names.VANISHING_GRADIENTS,
                stuck ? Severity.PROBLEM : Severity.WARNING,
                "The gradient vanishes on its way to the input",
                found.layer()
                    + " gets a gradient "
                    + Figures.number(1 / found.ratio())
                    + " times smaller than that of "
                    + found.other()
                    + ": the first layers hardly learn.")
            .withEvidence(
                "gradient norm in the first step, " + found.layer() + " over " + found.other(),
                found.ratio(),
                Section.HEALTH)
            .withEvidence(Progress.of(run).share())
            .withOtherwise("Gradient norms of the layers would be alike within a factor of 20.")
            .withChange(
                has(run, SATURATING)
                    ? List.of(Change.inCode("ReLU", "instead of Sigmoid or Tanh"))
                    : List.of())
            .withChange(
                has(run, Set.of("BatchNorm"))
                    ? List.of()
                    : List.of(Change.inCode("BatchNorm", "behind each layer")))
            .withAlternative(FirstWeights.tries(run))
            .withSource(
                "Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward"
                    + " Neural Networks, 2010")
            .withConsequences(
                Names.LEARNING_RATE_TOO_LOW,
                Names.LOSS_NOT_DECREASING,
                Names.STOPPED_EARLY,
                Names.UNDERFITTING,
                Names.GRADIENT_NOISE,
                Names.NOISY_LABELS, // of a network that knows little, mistakes look like those
                Names.MOMENTUM_TOO_HIGH,
                Names.EPSILON_TOO_LARGE));
  }
}
