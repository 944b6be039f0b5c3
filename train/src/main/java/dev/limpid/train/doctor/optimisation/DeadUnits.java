package dev.limpid.train.doctor.optimisation;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Evidence;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.health.EpochHealth;
import dev.limpid.train.health.LayerHealth;
import dev.limpid.train.run.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Units of a ReLU are zero for a whole batch, and so learn nothing. The threshold of one half is
 * that of Amazon SageMaker Debugger's rule DeadRelu.
 */
final class DeadUnits implements Cause {
  private static final double HALF = 0.5;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.health().isEmpty()) {
      return Optional.empty();
    }
    EpochHealth last = run.health().get(run.health().size() - 1);
    List<LayerHealth> dead =
        last.layers().stream().filter(layer -> layer.deadShare() > HALF).toList();
    if (dead.isEmpty()) {
      return Optional.empty();
    }
    LayerHealth worst =
        dead.stream().max(Comparator.comparingDouble(LayerHealth::deadShare)).orElseThrow();
    return Optional.of(
        new Finding(
            "dead-units",
            Severity.WARNING,
            "Most units of " + worst.layer() + " are dead",
            "They are zero for every image of a batch, and a unit that is zero gets no gradient.",
            Double.NaN,
            List.of(
                new Evidence(
                    "dead units of " + worst.layer() + " in epoch " + last.epoch(),
                    Figures.percent(worst.deadShare()),
                    "health"),
                new Evidence("layers with more than half", "" + dead.size(), "health")),
            "Fewer than half of the units would be zero for a whole batch.",
            List.of(),
            "Lu et al., Dying ReLU and Initialization, 2019, arXiv:1903.06733"));
  }
}
