package dev.limpid.bench.faults;

import dev.limpid.layers.norm.BatchNorm;
import java.util.List;

/** Faults of the optimizer and its numbers. */
final class OptimizerFaults {
  private OptimizerFaults() {}

  static List<Fault> all() {
    return List.of(
        Fault.of(
            "learning rate too high",
            "learning-rate-too-high",
            Harm.LOSS,
            c -> !c.has(BatchNorm.class), // which makes up for much of it
            (t, severe) -> t.optimization.learningRate *= severe ? 300 : 20),
        Fault.of(
            "learning rate too low",
            "learning-rate-too-low",
            Harm.LOSS,
            c -> true,
            (t, severe) -> t.optimization.learningRate /= severe ? 300 : 30),
        // The schedule's warm-up never ends, or the step is computed in the wrong unit
        new Fault(
            "weights hardly change",
            List.of("loss-not-decreasing", "learning-rate-too-low"),
            Harm.LOSS,
            c -> true,
            (t, severe) -> t.optimization.learningRate *= severe ? 0 : 1e-5),
        Fault.of(
            "momentum too high",
            "momentum-too-high",
            Harm.LOSS,
            c -> !c.optimization().get().isAdaptive(),
            (t, severe) -> t.optimization.momentum = severe ? 0.999 : 0.99),
        // The 1e-3 or 1 of some recipe for another network
        Fault.of(
            "epsilon too large",
            "epsilon-too-large",
            Harm.LOSS,
            c -> c.optimization().get().isAdaptive(),
            (t, severe) -> t.optimization.epsilon = severe ? 1 : 0.1),
        Fault.of(
            "no bias correction",
            "no-bias-correction",
            Harm.LOSS,
            c -> c.optimization().get().isAdam(),
            (t, severe) -> {
              t.optimization.biasCorrection = false;
              t.optimization.beta2 = severe ? 0.99999 : 0.9999;
            }),
        // A learning rate that larger batches would bear
        new Fault(
            "batch too small",
            List.of("gradient-noise", "learning-rate-too-high"),
            Harm.LOSS,
            c -> !c.has(BatchNorm.class),
            (t, severe) -> {
              t.batchSize = severe ? 1 : 2;
              t.optimization.learningRate *= severe ? 12 : 6;
              t.epochs = Math.min(t.epochs, 5);
            }),
        Fault.of(
            "stopped early",
            "stopped-early",
            Harm.LOSS,
            c -> true,
            (t, severe) -> t.epochs = severe ? 2 : 3));
  }
}
