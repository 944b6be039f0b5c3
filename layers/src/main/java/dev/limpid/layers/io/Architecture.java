package dev.limpid.layers.io;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Graph;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The layers of a network as JSON, and back.
 *
 * <pre>
 * {"version": 1, "input": [50, 55, 3], "layers": [
 *   {"type": "Conv2D", "name": "conv2d_1", "config": {...}}, ...]}
 * </pre>
 *
 * <p>is a chain, whose layers follow one another. Any other network is of version 2: it names its
 * inputs, and each layer says what it takes.
 *
 * <pre>
 * {"version": 2, "inputs": {"image": [32, 32, 3]}, "layers": [
 *   {"type": "Conv2D", "name": "conv2d_1", "takes": ["image"], "config": {...}}, ...]}
 * </pre>
 *
 * <p>A layer that shares the weights of one before it names that: {@code "weightsOf"}.
 *
 * <p>Either may list the names of {@code "frozen"} layers, and {@code "learningRateMultipliers"} by
 * layer; also of layers within others.
 */
final class Architecture {
  /** What the input of a chain is called, unless a layer has that name. */
  private static final String INPUT = "input";

  private static final String WEIGHTS_OF = "weightsOf";
  private static final String FROZEN = "frozen";
  private static final String MULTIPLIERS = "learningRateMultipliers";
  private static final long CHAIN = 1;
  private static final long GRAPH = 2;
  private static final int MAX_LAYERS = 10_000;
  private static final int MAX_OUTPUT = 1 << 28;
  private static final int MAX_VALUES = 32 * MAX_LAYERS;

  private final Path file;
  private final Map<String, Tensor> tensors;
  private final Graph graph = new Graph();
  private final Set<String> frozen = new LinkedHashSet<>();
  private final Map<String, Double> multipliers = new LinkedHashMap<>();
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Layer> layers = new HashMap<>();
  private Node last;

  private Architecture(Path file, Map<String, Tensor> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /** The JSON, as maps and lists. */
  static Map<String, Object> of(Network network) {
    boolean chain = network.isChain() && network.inputs().containsKey(INPUT);
    List<Object> layers = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("type", layer.type());
      described.put("name", layer.name());
      if (!chain) {
        described.put("takes", network.sources(i));
      }
      if (layer.weightsOf() != layer) {
        described.put(WEIGHTS_OF, layer.weightsOf().name());
      }
      described.put("config", new TreeMap<>(layer.config()));
      layers.add(described);
    }
    Map<String, Object> architecture = new LinkedHashMap<>();
    architecture.put("version", chain ? CHAIN : GRAPH);
    if (chain) {
      architecture.put("input", dims(network.inputShape()));
    } else {
      Map<String, Object> inputs = new LinkedHashMap<>();
      network.inputs().forEach((name, shape) -> inputs.put(name, dims(shape)));
      architecture.put("inputs", inputs);
    }
    architecture.put("layers", layers);
    putTraining(network, architecture);
    return architecture;
  }

  /** What is not as by default. */
  private static void putTraining(Network network, Map<String, Object> architecture) {
    List<Object> frozen = new ArrayList<>();
    Map<String, Object> multipliers = new LinkedHashMap<>();
    for (Layer layer : network.layers(Layer.class)) {
      if (!layer.isTrainable()) {
        frozen.add(layer.name());
      }
      if (layer.learningRateMultiplier() != 1) {
        multipliers.put(layer.name(), layer.learningRateMultiplier());
      }
    }
    if (!frozen.isEmpty()) {
      architecture.put(FROZEN, frozen);
    }
    if (!multipliers.isEmpty()) {
      architecture.put(MULTIPLIERS, multipliers);
    }
  }

  private static List<Object> dims(Shape shape) {
    List<Object> dims = new ArrayList<>();
    for (int dim : shape.toArray()) {
      dims.add(dim);
    }
    return dims;
  }

  /**
   * Reads the JSON of a file and holds it against its tensors; builds nothing and allocates no
   * parameter yet.
   *
   * @throws ModelFileException if it is not of the right form, or needs other tensors
   */
  static Architecture read(Path file, String json, Map<String, Tensor> tensors) throws IOException {
    Architecture architecture = new Architecture(file, tensors);
    try {
      architecture.read((Map<?, ?>) parse(file, json));
    } catch (ClassCastException | NullPointerException | ArithmeticException e) {
      throw new ModelFileException(file, "its architecture is not of the right form", e);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(file, "its architecture cannot be built: " + e.getMessage(), e);
    }
    return architecture;
  }

  /** The network, whose weights are yet to be filled in. */
  Network build(Compute compute) {
    Network network = graph.on(compute).build(last, 0);
    for (Layer layer : network.layers(Layer.class)) {
      if (frozen.contains(layer.name())) {
        layer.trainable(false);
      }
      Double multiplier = multipliers.get(layer.name());
      if (multiplier != null) {
        layer.learningRateMultiplier(multiplier);
      }
    }
    return network;
  }

  private static Object parse(Path file, String json) throws ModelFileException {
    try {
      return Json.parse(json, MAX_VALUES);
    } catch (IOException e) {
      throw new ModelFileException(file, "its architecture is " + e.getMessage(), e);
    }
  }

  private void read(Map<?, ?> architecture) throws ModelFileException {
    boolean chain = Long.valueOf(CHAIN).equals(architecture.get("version"));
    if (!chain && !Long.valueOf(GRAPH).equals(architecture.get("version"))) {
      throw new ModelFileException(
          file,
          "has version "
              + ForeignText.brief(architecture.get("version"))
              + " of the architecture; this program reads "
              + CHAIN
              + " and "
              + GRAPH);
    }
    List<?> layers = (List<?>) architecture.get("layers");
    if (layers.size() > MAX_LAYERS) {
      throw new ModelFileException(file, "has more than " + MAX_LAYERS + " layers");
    }
    if (chain) {
      last = graph.input(freeName(layers), toDims(architecture.get("input")));
    } else {
      ((Map<?, ?>) architecture.get("inputs"))
          .forEach(
              (name, dims) -> nodes.put((String) name, graph.input((String) name, toDims(dims))));
    }
    for (Object item : layers) {
      Map<?, ?> described = (Map<?, ?>) item;
      Layer layer = layer(described);
      share(layer, described.get(WEIGHTS_OF));
      add(layer, chain ? List.of(last) : taken(layer, (List<?>) described.get("takes")));
    }
    if (architecture.get(FROZEN) instanceof List<?> names) {
      names.forEach(name -> frozen.add((String) name));
    }
    if (architecture.get(MULTIPLIERS) instanceof Map<?, ?> factors) {
      factors.forEach(
          (name, factor) -> multipliers.put((String) name, ((Number) factor).doubleValue()));
    }
  }

  private static String freeName(List<?> layers) {
    List<?> taken = layers.stream().map(layer -> ((Map<?, ?>) layer).get("name")).toList();
    String name = INPUT;
    for (int number = 2; taken.contains(name); number++) {
      name = INPUT + "_" + number;
    }
    return name;
  }

  private static int[] toDims(Object list) {
    return ((List<?>) list).stream().mapToInt(dim -> Math.toIntExact((Long) dim)).toArray();
  }

  private static Layer layer(Map<?, ?> described) {
    Map<String, Object> config = new LinkedHashMap<>();
    ((Map<?, ?>) described.get("config")).forEach((key, value) -> config.put((String) key, value));
    return LayerTypes.fromConfig((String) described.get("type"), config)
        .named((String) described.get("name"));
  }

  private void share(Layer layer, Object owner) throws ModelFileException {
    if (owner != null) {
      Layer other = layers.get((String) owner);
      if (other == null) {
        throw new ModelFileException(
            file,
            layer
                + " has the weights of "
                + ForeignText.quoted(owner)
                + ", which is not before it");
      }
      layer.withWeightsOf(other);
    }
    layers.put(layer.name(), layer);
  }

  private List<Node> taken(Layer layer, List<?> names) throws ModelFileException {
    List<Node> taken = new ArrayList<>();
    for (Object name : names) {
      Node node = nodes.get((String) name);
      if (node == null) {
        throw new ModelFileException(
            file,
            layer + " takes " + ForeignText.quoted(name) + ", which nothing before it puts out");
      }
      taken.add(node);
    }
    if (taken.isEmpty() || taken.size() > 1 && !(layer instanceof Merge)) {
      throw new ModelFileException(file, layer + " takes " + taken.size() + " inputs, not one");
    }
    return taken;
  }

  /** Before anything is allocated: parameters may not be larger than what the file holds. */
  private void add(Layer layer, List<Node> taken) throws ModelFileException {
    Node node =
        layer instanceof Merge merge
            ? merge.of(taken.get(0), taken.subList(1, taken.size()).toArray(new Node[0]))
            : taken.get(0).then(layer);
    for (Map.Entry<String, Shape> expected :
        new TreeMap<>(layer.parameterShapes(taken.get(0).shape())).entrySet()) {
      String name = layer.weightsOf().name() + expected.getKey().substring(layer.name().length());
      requireShape(file, name, expected.getValue(), tensors.get(name));
    }
    if (node.shape().size() > MAX_OUTPUT) {
      throw new ModelFileException(
          file, layer + " puts out " + node.shape() + " for one sample, too much to be read");
    }
    nodes.put(layer.name(), node);
    last = node;
  }

  static void requireShape(Path file, String name, Shape expected, Tensor tensor)
      throws ModelFileException {
    if (tensor == null || !tensor.shape().equals(expected)) {
      throw new ModelFileException(
          file,
          "its architecture needs a tensor "
              + ForeignText.quoted(name)
              + " of shape "
              + expected
              + ", but it has "
              + (tensor == null ? "none" : "one of " + tensor.shape()));
    }
  }
}
