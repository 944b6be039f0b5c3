package dev.limpid.layers.norm;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Makes sure that whoever measures by BatchNorm's statistics sees all that there are: a layer with
 * moving averages of its own would be measured wrongly, and so it is refused.
 */
public final class KnownStatistics {
  private KnownStatistics() {}

  /**
   * The BatchNorm layers whose statistics training moves, in order: all but those that are
   * {@linkplain Layer#trainable frozen}, which normalise in the same way whatever the mode.
   */
  public static List<BatchNorm> moved(Network network) {
    return network.layers(BatchNorm.class).stream().filter(Layer::isTrainable).toList();
  }

  /**
   * Refuses networks in which training moves other statistics than those of {@link BatchNorm}.
   *
   * @param who asks, such as {@code the gap}
   * @throws IllegalArgumentException if there are others; says which, and the remedies
   */
  public static void require(Network network, String who) {
    Set<Parameter> known = Collections.newSetFromMap(new IdentityHashMap<>());
    network.layers(BatchNorm.class).forEach(layer -> known.addAll(layer.parameters()));
    for (Layer layer : network.layers()) {
      for (Parameter parameter : layer.parameters()) {
        if (parameter.isStatistic() && !known.contains(parameter)) {
          throw new IllegalArgumentException(
              who
                  + " cannot see through "
                  + layer
                  + ": training moves its statistic '"
                  + parameter.name()
                  + "', of which nobody knows what it is for a batch and for a whole set. Make the"
                  + " layer of a BatchNorm that it builds, or the statistic a Parameter.constant"
                  + " if it stays as it is, or leave "
                  + who
                  + " out");
        }
      }
    }
  }
}
