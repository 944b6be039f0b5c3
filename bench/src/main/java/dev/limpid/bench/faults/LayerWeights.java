package dev.limpid.bench.faults;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;

/** What Conv2D and Dense have in common. */
final class LayerWeights {
  private LayerWeights() {}

  static boolean has(Layer layer) {
    return layer instanceof Conv2D || layer instanceof Dense;
  }

  static Parameter kernel(Layer layer) {
    return layer instanceof Conv2D conv ? conv.kernel() : ((Dense) layer).kernel();
  }

  static Parameter bias(Layer layer) {
    return layer instanceof Conv2D conv ? conv.bias() : ((Dense) layer).bias();
  }

  /** Multiplies all values. */
  static void scale(Parameter parameter, double factor) {
    float[] values = parameter.value().data();
    for (int i = 0; i < parameter.value().size(); i++) {
      values[i] *= (float) factor;
    }
  }
}
