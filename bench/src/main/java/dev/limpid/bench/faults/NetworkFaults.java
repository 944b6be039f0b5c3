package dev.limpid.bench.faults;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import java.util.Arrays;
import java.util.List;

/** Faults of the network and its first weights. */
final class NetworkFaults {
  private NetworkFaults() {}

  static List<Fault> all() {
    return List.of(
        // Many sigmoids in a row, as before ReLU
        Fault.of(
            "deep sigmoid network",
            "vanishing-gradients",
            Harm.LOSS,
            c -> !c.has(BatchNorm.class),
            (t, s) -> {
              for (int at : t.activations()) {
                t.layers.set(at, new Sigmoid());
              }
              insertBeforeLast(t, s.whole(3, 6), new Sigmoid(), Initializer.GLOROT_UNIFORM);
            }),
        // Each of many layers enlarges
        new Fault(
            "deep network of large weights",
            List.of("exploding-gradients", "poor-initialisation"),
            Harm.LOSS,
            c -> !c.has(BatchNorm.class),
            (t, s) -> {
              insertBeforeLast(t, s.whole(3, 5), new ReLU(), Initializer.HE_NORMAL);
              t.firstWeights.add(network -> scaleKernels(network, s.between(2.5, 4)));
            }),
        Fault.of(
            "first weights too small",
            "poor-initialisation",
            Harm.LOSS,
            c -> !c.has(BatchNorm.class),
            (t, s) -> t.firstWeights.add(network -> scaleKernels(network, s.ratio(0.1, 0.01)))),
        // All units of a layer begin alike and stay so, or never begin
        Fault.of(
            "first weights all alike",
            "poor-initialisation",
            Harm.LOSS,
            c -> true,
            (t, s) ->
                t.firstWeights.add(
                    network ->
                        withKernels(network)
                            .forEach(
                                layer -> fill(LayerWeights.kernel(layer), s.between(0.05, 0))))),
        Fault.of(
            "dead units",
            "dead-units",
            Harm.LOSS,
            c -> !c.has(BatchNorm.class),
            (t, s) ->
                t.firstWeights.add(
                    network -> {
                      List<Layer> layers = withKernels(network);
                      for (Layer layer : layers.subList(0, layers.size() - 1)) {
                        Arrays.fill(
                            LayerWeights.bias(layer).value().data(), (float) s.between(-2, -6));
                      }
                    })),
        Fault.of(
            "outputs saturated from the start",
            "saturated-outputs",
            Harm.LOSS,
            c -> true,
            (t, s) ->
                t.firstWeights.add(
                    network -> {
                      List<Layer> layers = withKernels(network);
                      Layer last = layers.get(layers.size() - 1);
                      LayerWeights.scale(LayerWeights.kernel(last), s.ratio(40, 300));
                    })),
        Fault.of(
            "softmax twice",
            "softmax-twice",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              for (int i = 0; i < s.whole(1, 2); i++) {
                t.layers.add(t.layers.size() - 1, new OwnSoftmax());
              }
            }),
        Fault.of(
            "network too small",
            "underfitting",
            Harm.LOSS,
            c -> true,
            (t, s) -> {
              int divisor = s.whole(3, 6);
              List<Integer> kernels = t.kernels();
              for (int at : kernels.subList(0, kernels.size() - 1)) {
                t.replace(at, layer -> narrower(layer, divisor, groups(t)));
              }
            }));
  }

  /** What the filters must be a multiple of. */
  private static int groups(TrialTraining t) {
    return t.positionsOf(GroupNorm.class).isEmpty() ? 1 : 2;
  }

  private static Layer narrower(Layer layer, int divisor, int groups) {
    Object config = layer.config().get(layer instanceof Conv2D ? "filters" : "units");
    int units = Math.max(1, ((Number) config).intValue() / divisor / groups) * groups;
    return layer instanceof Conv2D
        ? new Conv2D(units, 3).same().initializer(Initializer.HE_NORMAL)
        : new Dense(units).initializer(Initializer.HE_NORMAL);
  }

  private static void insertBeforeLast(
      TrialTraining t, int times, Layer activation, Initializer initializer) {
    int last = t.kernels().get(t.kernels().size() - 1);
    for (int i = 0; i < times; i++) {
      Layer own = activation instanceof ReLU ? new ReLU() : new Sigmoid();
      t.layers.addAll(last, List.of(new Dense(32).initializer(initializer), own));
    }
  }

  private static List<Layer> withKernels(Network network) {
    return network.layers().stream().filter(LayerWeights::has).toList();
  }

  private static void scaleKernels(Network network, double factor) {
    withKernels(network).forEach(layer -> LayerWeights.scale(LayerWeights.kernel(layer), factor));
  }

  private static void fill(Parameter kernel, double value) {
    Arrays.fill(kernel.value().data(), 0, kernel.value().size(), (float) value);
  }
}
