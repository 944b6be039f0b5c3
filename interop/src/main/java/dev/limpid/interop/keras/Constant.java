package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Layer;

/** Numbers among the options of a Keras layer that become a parameter here. */
record Constant(Layer layer, String role, float[] values) {
  /** Puts them in, once the network is built. */
  void fill() {
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().equals(layer.name() + "." + role)) {
        System.arraycopy(values, 0, parameter.value().data(), 0, values.length);
      }
    }
  }
}
