package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import java.util.List;

/** The causes that lie in the network: its gradients, first weights, units and outputs. */
public final class NetworkCauses {
  private NetworkCauses() {}

  /** One of each, the most direct first. */
  public static List<Cause> all() {
    return List.of(
        new WrongGradient(),
        new FrozenLayer(),
        new SoftmaxTwice(),
        new PoorInitialisation(),
        new SaturatedOutputs(),
        new ExplodingGradients(),
        new VanishingGradients(),
        new Underfitting(),
        new DeadUnits());
  }
}
