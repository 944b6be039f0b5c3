package dev.limpid.interop.keras;

import dev.limpid.interop.keras.KerasLayer.Ref;
import dev.limpid.layers.json.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The configuration of a model, Sequential or Functional, as it stands in the file: layers, which
 * of them are inputs, and what is put out. Those of Keras 1, 2 and 3 come to the same here.
 *
 * @param name of the model
 * @param layers in the file's order, after which variables are numbered
 * @param byName the same, by their names
 * @param inputs of the inputs, in order
 * @param outputs in order
 */
record KerasModel(
    String name,
    List<KerasLayer> layers,
    Map<String, KerasLayer> byName,
    List<Ref> inputs,
    List<Ref> outputs) {
  private static final int MOST_LAYERS = 10_000;
  private static final int DEEPEST = 20;

  /** Reads a model's class and configuration. */
  static KerasModel read(Object described) {
    return read(map(described, "the model"), 0);
  }

  static boolean isModel(Object type) {
    return "Sequential".equals(type) || "Functional".equals(type) || "Model".equals(type);
  }

  private static KerasModel read(Map<?, ?> described, int depth) {
    Object type = described.get("class_name");
    if (depth > DEEPEST) {
      throw new Refusal("has models nested deeper than " + DEEPEST);
    }
    if (!isModel(type)) {
      throw new Refusal(
          "is a "
              + ForeignText.quoted(type)
              + ": a class of its own, whose code is not in the file; Sequential and Functional"
              + " models are read");
    }
    Object config = described.get("config");
    KerasModel model =
        "Sequential".equals(type)
            ? sequential(config, depth)
            : functional(map(config, "the model's config"), depth);
    return model;
  }

  private static KerasModel of(
      Object name, List<KerasLayer> layers, List<Ref> inputs, List<Ref> outputs) {
    Map<String, KerasLayer> byName = new HashMap<>();
    for (KerasLayer layer : layers) {
      if (byName.put(layer.name(), layer) != null) {
        throw new Refusal("has two layers named " + ForeignText.quoted(layer.name()));
      }
    }
    return new KerasModel(String.valueOf(name), layers, byName, inputs, outputs);
  }

  /** The layer of a name. */
  KerasLayer layer(String wanted) {
    KerasLayer layer = byName.get(wanted);
    if (layer == null) {
      throw new Refusal("takes " + ForeignText.quoted(wanted) + ", which is no layer of it");
    }
    return layer;
  }

  private static KerasModel sequential(Object config, int depth) {
    Map<?, ?> options = config instanceof Map<?, ?> map ? map : Map.of();
    List<?> described = list(config instanceof List<?> ? config : options.get("layers"), "layers");
    List<KerasLayer> layers = new ArrayList<>();
    Ref before = null;
    for (Object item : described) {
      KerasLayer layer = layer(map(item, "a layer"), layers.size(), depth);
      if (before == null && !layer.type().equals("InputLayer")) {
        Object shape = inputShape(layer, options);
        String name = layer.name() + "_input";
        Map<String, Object> input = shape == null ? Map.of() : Map.of("batch_input_shape", shape);
        layers.add(new KerasLayer("InputLayer", name, input, List.of(List.of()), null));
        before = new Ref(name, 0, 0);
      }
      List<List<Ref>> calls = List.of(before == null ? List.of() : List.of(before));
      layers.add(new KerasLayer(layer.type(), layer.name(), layer.config(), calls, layer.model()));
      before = new Ref(layer.name(), 0, 0);
    }
    if (before == null) {
      throw new Refusal("has no layers");
    }
    return of(
        options.get("name"), layers, List.of(new Ref(layers.get(0).name(), 0, 0)), List.of(before));
  }

  private static Object inputShape(KerasLayer first, Map<?, ?> options) {
    Object own = first.config().get("batch_input_shape");
    if (own == null && first.model() != null) {
      return first.model().layers.get(0).config().containsKey("batch_shape")
          ? first.model().layers.get(0).config().get("batch_shape")
          : first.model().layers.get(0).config().get("batch_input_shape");
    }
    return own != null ? own : options.get("build_input_shape");
  }

  private static KerasModel functional(Map<?, ?> config, int depth) {
    List<KerasLayer> layers = new ArrayList<>();
    for (Object item : list(config.get("layers"), "layers")) {
      layers.add(layer(map(item, "a layer"), layers.size(), depth));
    }
    List<Ref> inputs = new ArrayList<>();
    List<Ref> outputs = new ArrayList<>();
    collect("the model", config.get("input_layers"), inputs);
    collect("the model", config.get("output_layers"), outputs);
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw new Refusal("names no inputs or no outputs");
    }
    return of(config.get("name"), layers, inputs, outputs);
  }

  private static KerasLayer layer(Map<?, ?> item, int number, int depth) {
    Map<?, ?> described = Operators.asLayer(item);
    if (number >= MOST_LAYERS) {
      throw new Refusal("has more than " + MOST_LAYERS + " layers");
    }
    if (!(described.get("class_name") instanceof String type)) {
      throw new Refusal("has a layer without a class");
    }
    if (described.get("registered_name") instanceof String custom && !isKeras(described)) {
      throw new Refusal(
          "has a layer of the class "
              + ForeignText.quoted(custom)
              + ", whose code is not in the file; replace it by layers of Keras's own");
    }
    boolean nested = isModel(type);
    Object config = described.get("config");
    Map<?, ?> options = config instanceof Map<?, ?> map ? map : Map.of();
    Object name = described.get("name") != null ? described.get("name") : options.get("name");
    List<List<Ref>> calls = new ArrayList<>();
    if (described.get("inbound_nodes") instanceof List<?> nodes) {
      for (Object node : nodes) {
        List<Ref> taken = new ArrayList<>();
        collect(type + " '" + name + "'", node, taken);
        calls.add(taken);
      }
    }
    if ("InputLayer".equals(type) && calls.isEmpty()) {
      calls.add(List.of());
    }
    return new KerasLayer(
        Keras1.type(type, options),
        name instanceof String text ? text : type.toLowerCase(Locale.ROOT) + number,
        Keras1.options(type, options),
        calls,
        nested ? read(described, depth + 1) : null);
  }

  /** Keras registers its own classes under no name, unless they are in none of its modules. */
  private static boolean isKeras(Map<?, ?> described) {
    return described.get("module") instanceof String module && module.startsWith("keras.");
  }

  /**
   * Finds the tensors that a call takes, in order. Keras 2 writes {@code ["conv", 0, 0, {...}]},
   * Keras 3 a map with {@code "keras_history": ["conv", 0, 0]} within {@code args} and {@code
   * kwargs}.
   */
  private static void collect(String taker, Object value, List<Ref> found) {
    if (value instanceof List<?> list) {
      if (list.size() >= 3
          && list.get(0) instanceof String layer
          && list.get(1) instanceof Long call
          && list.get(2) instanceof Long output) {
        found.add(new Ref(layer, call.intValue(), output.intValue()));
        if (list.size() > 3 && list.get(3) instanceof Map<?, ?> more) {
          requireNothing(layer, more);
        }
        return;
      }
      list.forEach(item -> collect(taker, item, found));
    } else if (value instanceof Map<?, ?> map) {
      if (map.get("config") instanceof Map<?, ?> config && config.get("keras_history") != null) {
        collect(taker, config.get("keras_history"), found);
      } else if (map.get("args") != null) {
        requireTensors(taker, map.get("args"));
        collect(taker, map.get("args"), found);
        if (map.get("kwargs") instanceof Map<?, ?> more) {
          requireNothing("a layer", more);
        }
      } else {
        map.values().forEach(item -> collect(taker, item, found));
      }
    }
  }

  /** A number or array among what a layer is applied to would be lost. */
  private static void requireTensors(String taker, Object args) {
    if (args instanceof List<?> list) {
      list.forEach(item -> requireTensors(taker, item));
    } else if (args instanceof Map<?, ?> map && map.get("class_name") == null) {
      map.values().forEach(item -> requireTensors(taker, item));
    } else if (args != null
        && !(args instanceof Map<?, ?> map && "__keras_tensor__".equals(map.get("class_name")))) {
      throw new Refusal(
          "applies "
              + taker
              + " to "
              + (args instanceof Map<?, ?> ? "an array" : ForeignText.brief(args))
              + ", which is no output of a layer; use layers instead of operators");
    }
  }

  private static void requireNothing(String layer, Map<?, ?> arguments) {
    for (Map.Entry<?, ?> argument : arguments.entrySet()) {
      boolean harmless =
          argument.getValue() == null
              || "training".equals(argument.getKey()) && Boolean.FALSE.equals(argument.getValue());
      if (!harmless) {
        throw new Refusal(
            "calls "
                + ForeignText.quoted(layer)
                + " with "
                + ForeignText.quoted(argument.getKey())
                + " = "
                + ForeignText.brief(argument.getValue())
                + ", which Limpid does not have");
      }
    }
  }

  private static Map<?, ?> map(Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new Refusal("describes " + what + " by " + ForeignText.brief(value));
  }

  private static List<?> list(Object value, String what) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new Refusal("has " + ForeignText.brief(value) + " for '" + what + "'");
  }
}
