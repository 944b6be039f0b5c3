package dev.limpid.train.branch;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.optim.Optimizer;
import java.util.List;

/**
 * A copy of what passes and steps change: all parameters of the network, trained or not, with
 * BatchNorm's averages, where the layers' random numbers are, and what the optimizer remembers.
 */
public final class Place {
  private final List<Parameter> parameters;
  private final List<Layer> layers;
  private final List<Tensor> values;
  private final List<long[]> counters;
  private final Optimizer optimizer;

  /**
   * Copies the network as it is.
   *
   * @param optimizer one that has taken over what the training's remembers, and takes no step; null
   *     for none
   */
  public Place(Network network, Optimizer optimizer) {
    this.optimizer = optimizer;
    parameters = network.parameters();
    layers = network.layers(Layer.class);
    values = parameters.stream().map(parameter -> parameter.value().copy()).toList();
    counters = layers.stream().map(Layer::counters).toList();
  }

  /** The optimizer. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** Makes the network what it was. */
  public void restore() {
    for (int i = 0; i < values.size(); i++) {
      parameters.get(i).value().copyFrom(values.get(i));
    }
    for (int i = 0; i < counters.size(); i++) {
      layers.get(i).restoreCounters(counters.get(i));
    }
  }
}
