package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is asked about a layer of Limpid's that is written: its options and its parameters. */
abstract class LayerOptions {
  final Layer layer;
  final Map<String, Object> config;

  LayerOptions(Layer layer) {
    this.layer = layer;
    this.config = layer.config();
  }

  final Refusal refuse(String problem) {
    return new Refusal("can't hold " + layer + ": " + problem);
  }

  final double number(String name) {
    return ((Number) config.get(name)).doubleValue();
  }

  final int integer(String name) {
    return ((Number) config.get(name)).intValue();
  }

  final String text(String name) {
    return config.get(name).toString();
  }

  final boolean flag(String name) {
    return Boolean.TRUE.equals(config.get(name));
  }

  /** {@code 3x2} as {@code [3, 2]}. */
  final List<Object> list(String name) {
    List<Object> numbers = new ArrayList<>();
    for (String number : text(name).split("x")) {
      numbers.add(Integer.parseInt(number));
    }
    return numbers;
  }

  final Parameter parameter(String role) {
    for (Parameter parameter : layer.parameters()) {
      if (parameter.name().endsWith("." + role)) {
        return parameter;
      }
    }
    throw refuse("it has no " + role);
  }
}
