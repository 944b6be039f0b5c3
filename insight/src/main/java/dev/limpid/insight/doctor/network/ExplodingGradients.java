package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
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
        Finding.of(
                Names.EXPLODING_GRADIENTS,
                Severity.PROBLEM,
                "Gradients explode",
                "In the first step the gradient has a norm of "
                    + Figures.number(norm)
                    + ": the layers enlarge it on its way to the input.")
            .withEvidence("gradient norm of the first step", norm, Section.HEALTH)
            .withEvidence("loss at the first weights", run.start().loss(), Section.CURVES)
            .withOtherwise("The norm would be of the size of 1 to 10.")
            .withChange(Setting.CLIP_NORM, 1, "bound the gradient's norm")
            .withChange(FirstWeights.ofHe(run, "layers that don't enlarge"))
            .withAlternative(Remedies.FOR_STEPS)
            .withSource(
                "Pascanu, Mikolov and Bengio, On the Difficulty of Training Recurrent Neural"
                    + " Networks, 2013, arXiv:1211.5063")
            .withConsequences(
                Names.LEARNING_RATE_TOO_HIGH,
                Names.MOMENTUM_TOO_HIGH,
                Names.DEAD_UNITS,
                Names.LOSS_NOT_DECREASING,
                Names.GRADIENT_NOISE,
                Names.UNDERFITTING));
  }
}
