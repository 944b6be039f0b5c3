package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes down a network whose layers do not just follow one another: what one puts out may be taken
 * by several, and a {@link Merge} takes several. {@link #build} makes the {@link Network}.
 *
 * <pre>{@code
 * Graph graph = new Graph();
 * Node image = graph.input("image", 32, 32, 3);
 * Node stem = image.then(new Conv2D(16, 3).same(), new BatchNorm(), new ReLU());
 * Node main = stem.then(new Conv2D(16, 3).same(), new BatchNorm());
 * Node sum = new Add().of(main, stem);
 * Network network =
 *     graph.build(sum.then(new GlobalAvgPool2D(), new Dense(10), new Softmax()), 42);
 * }</pre>
 *
 * <p>It corresponds to Keras's functional API. Layers run in the order in which they were written
 * down.
 */
public final class Graph {
  private static final String INPUT = "input";

  private final List<Node> inputs = new ArrayList<>();
  private final List<String> inputNames = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<Layer> layers = Collections.newSetFromMap(new IdentityHashMap<>());
  private Compute compute;
  private boolean layerByLayer = Layer.plainIsAskedFor();

  /** A graph of nothing yet. */
  public Graph() {}

  /**
   * Adds an input.
   *
   * @param name told apart from other inputs and layers by it
   * @param shape of one sample, such as {@code 32, 32, 3}
   * @throws IllegalArgumentException if there is an input of that name
   */
  public Node input(String name, int... shape) {
    if (inputNames.contains(Layer.requireName("an input", name))) {
      throw new IllegalArgumentException("two inputs are named '" + name + "'");
    }
    return addInput(name, Shape.of(shape));
  }

  /** The one input of a chain, whose name matters little and gives way to those of layers. */
  Node input(Shape shape) {
    return addInput(null, shape);
  }

  private Node addInput(String name, Shape shape) {
    Node node = new Node(this, null, List.of(), shape);
    inputs.add(node);
    inputNames.add(name);
    return node;
  }

  /** Sets on what the network computes; {@link Compute#standard()} by default. */
  public Graph on(Compute on) {
    compute = Objects.requireNonNull(on, "compute");
    return this;
  }

  /**
   * Makes the backward pass go through each layer by itself, so that a debugger can step into all
   * of them. Otherwise a ReLU and the BatchNorm after it are done in one pass over memory, with the
   * same results. {@code -Dlimpid.layers=plain} does so for all networks.
   */
  public Graph layerByLayer() {
    layerByLayer = true;
    return this;
  }

  /** Puts a layer behind nodes of this graph. */
  Node append(Layer layer, List<Node> from) {
    List<Shape> shapes = new ArrayList<>();
    for (Node node : from) {
      requireOwn(node, layer.toString());
      shapes.add(node.shape());
    }
    if (!layers.add(layer) || layer.isBuilt()) {
      throw new IllegalArgumentException(
          layer
              + " is in a network already; each place takes a new layer, which may have its weights"
              + " by withWeightsOf");
    }
    Node node;
    try {
      node = new Node(this, layer, List.copyOf(from), layer.outputShapeFor(shapes));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "layer " + layers.size() + " of the network, " + e.getMessage(), e);
    }
    nodes.add(node);
    return node;
  }

  private void requireOwn(Node node, String where) {
    if (node.graph() != this) {
      throw new IllegalArgumentException(where + ": " + node + " is of another graph");
    }
  }

  /**
   * Builds all layers. Those without a name get one from their type and a number: {@code conv2d_1}.
   *
   * @param output what the network puts out
   * @param seed where first weights and dropout masks come from
   * @throws IllegalArgumentException if there is no layer, two have one name, or one leads nowhere:
   *     neither to the output nor to another layer
   */
  public Network build(Node output, long seed) {
    requireOwn(output, "output");
    if (output.layer() == null) {
      throw new IllegalArgumentException("a network needs at least one layer");
    }
    requireThatAllLeadTo(output);
    nameLayers();
    Map<String, Shape> named = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      named.put(inputNames.get(i), inputs.get(i).shape());
    }
    return new Network(
        named,
        nodes.stream().map(Node::layer).toList(),
        sources(),
        Rng.of(seed).split("layers"),
        compute == null ? Compute.standard() : compute,
        layerByLayer);
  }

  /** For each layer the index of each layer that it takes from, or -1 - i for input i. */
  private int[][] sources() {
    Map<Node, Integer> indices = new IdentityHashMap<>();
    for (Node input : inputs) {
      indices.put(input, -1 - indices.size());
    }
    int[][] sources = new int[nodes.size()][];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = nodes.get(i).inputs().stream().mapToInt(indices::get).toArray();
      indices.put(nodes.get(i), i);
    }
    return sources;
  }

  private void requireThatAllLeadTo(Node output) {
    Set<Node> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    reached.add(output);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (!reached.contains(node)) {
        throw new IllegalArgumentException(
            "what " + node.layer() + " puts out leads nowhere; leave the layer out, or use it");
      }
      reached.addAll(node.inputs());
    }
    for (int i = 0; i < inputs.size(); i++) {
      if (!reached.contains(inputs.get(i))) {
        throw new IllegalArgumentException(
            "the input '" + inputNames.get(i) + "' is taken by no layer");
      }
    }
  }

  private void nameLayers() {
    Set<String> names = new HashSet<>(inputNames);
    for (Node node : nodes) {
      if (node.layer().hasName() && !names.add(node.layer().name())) {
        throw new IllegalArgumentException(
            inputNames.contains(node.layer().name())
                ? "an input and a layer are named '" + node.layer().name() + "'"
                : "two layers are named '" + node.layer().name() + "'");
      }
    }
    for (Node node : nodes) {
      if (!node.layer().hasName()) {
        node.layer().named(free(node.layer().type().toLowerCase(Locale.ROOT) + "_", 1, names));
      }
    }
    inputNames.replaceAll(
        name -> name != null ? name : names.add(INPUT) ? INPUT : free(INPUT + "_", 2, names));
  }

  private static String free(String prefix, int first, Set<String> names) {
    int number = first;
    while (!names.add(prefix + number)) {
      number++;
    }
    return prefix + number;
  }
}
