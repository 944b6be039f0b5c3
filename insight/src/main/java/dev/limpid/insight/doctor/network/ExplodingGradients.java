package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Figures;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * Gradients are out of bounds: their norm at the start is more than a hundred times what the loss
 * has to give.
 */
final class ExplodingGradients implements Cause {
  private static final double LARGE = 300;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.start() == null) {
      return Optional.empty();
    }
    double norm =
        Math.sqrt(
            run.start().layers().stream()
                .mapToDouble(LayerStart::gradientNorm)
                .filter(x -> !Double.isNaN(x))
                .map(x -> x * x)
                .sum());
    if (!(norm > LARGE)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
                "exploding-gradients",
                Severity.PROBLEM,
                "Gradients explode",
                "In the first step the gradient has a norm of "
                    + Figures.number(norm)
                    + ": the layers enlarge it on its way to the input.",
                Double.NaN,
                List.of(
                    new Evidence("gradient norm of the first step", Figures.number(norm), "health"),
                    new Evidence(
                        "loss at the first weights", Figures.number(run.start().loss()), "curves")),
                "The norm would be of the size of 1 to 10.",
                List.of(
                    new Change("--clip-norm", "1", "bound the gradient's norm"),
                    new Change("Layer.initializer", "HE_NORMAL", "layers that don't enlarge")),
                "Pascanu, Mikolov and Bengio, On the Difficulty of Training Recurrent Neural"
                    + " Networks, 2013, arXiv:1211.5063")
            .withConsequences(
                "learning-rate-too-high",
                "momentum-too-high",
                "dead-units",
                "loss-not-decreasing",
                "gradient-noise",
                "underfitting"));
  }
}
