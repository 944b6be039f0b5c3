package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.words.Names;
import java.util.LinkedHashMap;
import java.util.Map;

/** The causes that lie in the network: its gradients, first weights, units and outputs. */
public final class NetworkCauses {
  private NetworkCauses() {}

  /** One of each, by the name of its finding, the most direct first. */
  public static Map<String, Cause> all() {
    Map<String, Cause> causes = new LinkedHashMap<>();
    causes.put(Names.WRONG_GRADIENT, new WrongGradient());
    causes.put(Names.BROKEN_STEP, new BrokenStep());
    causes.put(Names.FROZEN_LAYER, new UntrainedLayer());
    causes.put(Names.SOFTMAX_TWICE, new SoftmaxTwice());
    causes.put(Names.NETWORK_STRUCTURE, new NetworkStructure());
    causes.put(Names.POOR_INITIALISATION, new PoorInitialisation());
    causes.put(Names.SATURATED_OUTPUTS, new SaturatedOutputs());
    causes.put(Names.EXPLODING_GRADIENTS, new ExplodingGradients());
    causes.put(Names.VANISHING_GRADIENTS, new VanishingGradients());
    causes.put(Names.UNDERFITTING, new Underfitting());
    causes.put(Names.DEAD_UNITS, new DyingUnits());
    return causes;
  }
}
