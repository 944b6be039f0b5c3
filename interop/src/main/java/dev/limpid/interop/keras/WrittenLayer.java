package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A layer as Keras is to have it: class, options and variables. */
final class WrittenLayer {
  final String type;
  final Map<String, Object> config = new LinkedHashMap<>();
  final List<Weight> weights = new ArrayList<>();

  /** A variable: its name, and the parameter whose values it has, in the same order. */
  record Weight(String role, Parameter parameter, int[] dims) {}

  WrittenLayer(String type) {
    this.type = type;
  }

  WrittenLayer with(String option, Object value) {
    config.put(option, value);
    return this;
  }

  WrittenLayer weight(String role, Parameter parameter, int... dims) {
    weights.add(new Weight(role, parameter, dims));
    return this;
  }
}
