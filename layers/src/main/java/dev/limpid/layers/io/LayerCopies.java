package dev.limpid.layers.io;

import dev.limpid.layers.Layer;
import java.util.IdentityHashMap;
import java.util.Map;

/** Copies of the layers of a network, which share weights as the originals do. */
public final class LayerCopies {
  private final Map<Layer, Layer> first = new IdentityHashMap<>();

  /** Without copies yet. */
  public LayerCopies() {}

  /**
   * A copy of a layer, as {@link LayerTypes#copy} makes it; if there is a copy of another with the
   * same weights, it shares those.
   *
   * @throws IllegalArgumentException as there
   */
  public Layer of(Layer layer) {
    Layer copy = LayerTypes.copy(layer);
    Layer other = first.putIfAbsent(layer.weightsOf(), copy);
    return other == null ? copy : copy.withWeightsOf(other);
  }
}
