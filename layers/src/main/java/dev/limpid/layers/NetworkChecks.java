package dev.limpid.layers;

import dev.limpid.core.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a network is refused for when it is built, because it could be neither trained nor saved.
 */
final class NetworkChecks {
  private NetworkChecks() {}

  /** Each layer's parameters have those of the layers that it is made of. */
  static void requireParametersOfChildren(List<Layer> layers) {
    for (Layer layer : layers) {
      for (Layer child : layer.children()) {
        for (Parameter parameter : child.parameters()) {
          if (layer.parameters().stream().noneMatch(own -> own == parameter)) {
            throw new IllegalArgumentException(
                layer
                    + " is made of "
                    + child
                    + ", but its parameters() lack '"
                    + parameter.name()
                    + "', which would be neither trained nor saved; add those of its children");
          }
        }
      }
      requireParametersOfChildren(layer.children());
    }
  }

  /** No two parameters have one name. */
  static void requireOneNameEach(List<Parameter> parameters) {
    Set<String> names = new HashSet<>();
    for (Parameter parameter : parameters) {
      if (!names.add(parameter.name())) {
        throw new IllegalArgumentException(
            "two parameters are named '"
                + parameter.name()
                + "'; name the layers that a layer is made of after it");
      }
    }
  }
}
