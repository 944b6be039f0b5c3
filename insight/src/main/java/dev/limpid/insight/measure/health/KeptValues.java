package dev.limpid.insight.measure.health;

import dev.limpid.core.Parameter;
import java.util.Arrays;
import java.util.List;

/** Values of parameters as they were, to be put back to the bit. */
final class KeptValues {
  private final List<Parameter> parameters;
  private final List<float[]> values;

  KeptValues(List<Parameter> parameters) {
    this.parameters = parameters;
    this.values =
        parameters.stream()
            .map(parameter -> Arrays.copyOf(parameter.value().data(), parameter.value().size()))
            .toList();
  }

  void putBack() {
    for (int i = 0; i < values.size(); i++) {
      float[] kept = values.get(i);
      System.arraycopy(kept, 0, parameters.get(i).value().data(), 0, kept.length);
    }
  }
}
