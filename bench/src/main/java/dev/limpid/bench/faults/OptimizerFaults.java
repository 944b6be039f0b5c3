package dev.limpid.bench.faults;

import dev.limpid.layers.Layer;
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
            (t, s) -> t.optimization.learningRate *= s.ratio(20, 300)),
        Fault.of(
            "learning rate too low",
            "learning-rate-too-low",
            Harm.LOSS,
            c -> true,
            (t, s) -> t.optimization.learningRate /= s.ratio(30, 300)),
        // The schedule's warm-up never ends, or the step is computed in the wrong unit
        new Fault(
            "weights hardly change",
            List.of("loss-not-decreasing", "learning-rate-too-low"),
            Harm.LOSS,
            c -> true,
            (t, s) -> t.optimization.learningRate *= s.isStrong() ? 0 : 1e-5),
        Fault.of(
            "momentum too high",
            "momentum-too-high",
            Harm.LOSS,
            c -> !c.optimization().get().isAdaptive(),
            (t, s) -> t.optimization.momentum = 1 - s.ratio(0.01, 0.001)),
        // 0.05 for 5e-4, or the decay of AdamW given to an optimizer that adds it to the gradient
        Fault.of(
            "weight decay too strong",
            "weight-decay-too-strong",
            Harm.LOSS,
            c -> true,
            (t, s) ->
                t.optimization.weightDecay =
                    (t.optimization.kind == Optimization.Kind.ADAMW ? 0.01 : 5e-4)
                        * s.ratio(60, 300)),
        // The list of parameters was made before the network was finished
        new Fault(
            "parameters that never move",
            List.of("broken-step", "frozen-layer"),
            Harm.LOSS,
            c -> c.optimization().get().isAdam(),
            (t, s) ->
                t.firstWeights.add(
                    network -> {
                      List<Layer> layers =
                          network.layers().stream().filter(LayerWeights::has).toList();
                      int listed = Math.max(1, s.whole(layers.size() - 2, 1));
                      layers.subList(0, layers.size() - listed).stream()
                          .flatMap(layer -> layer.parameters().stream())
                          .forEach(t.optimization.forgotten::add);
                    })),
        // The 1e-3 or 1 of some recipe for another network
        Fault.of(
            "epsilon too large",
            "epsilon-too-large",
            Harm.LOSS,
            c -> c.optimization().get().isAdaptive(),
            (t, s) -> t.optimization.epsilon = s.ratio(0.1, 1)),
        Fault.of(
            "no bias correction",
            "no-bias-correction",
            Harm.LOSS,
            c -> c.optimization().get().isAdam(),
            (t, s) -> {
              t.optimization.biasCorrection = false;
              t.optimization.beta2 = 1 - s.ratio(1e-4, 1e-5);
            }),
        // A learning rate that larger batches would bear
        new Fault(
            "batch too small",
            List.of("gradient-noise", "learning-rate-too-high"),
            Harm.LOSS,
            c -> !c.has(BatchNorm.class),
            (t, s) -> {
              t.batchSize = s.whole(2, 1);
              t.optimization.learningRate *= s.ratio(6, 12);
              t.epochs = Math.min(t.epochs, 5);
            }),
        Fault.of(
            "stopped early",
            "stopped-early",
            Harm.LOSS,
            c -> true,
            (t, s) -> t.epochs = s.whole(3, 2)));
  }
}
