package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Graph;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Node;
import dev.limpid.layers.Permute;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.merge.Concat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The network that is being put together, and what is to be said about it. */
final class Assembly {
  /** Values that one sample of a layer's output may have: what a file claims costs nothing. */
  private static final int MOST_VALUES = 1 << 28;

  private static final int LONGEST_NAME = 90;

  final Graph graph = new Graph();
  final Set<String> notes = new LinkedHashSet<>();

  /** The variables of each layer that has some, by the place of the layer in the file. */
  final Map<String, List<Variable>> variables = new LinkedHashMap<>();

  /** The layers of which the network has copies, since they become another layer elsewhere. */
  final Set<String> copied = new LinkedHashSet<>();

  /** Of layers with weights, the shape of what they take. */
  private final Map<Layer, Shape> taken = new IdentityHashMap<>();

  /** The layers that are frozen in the file. */
  final Set<String> frozen = new HashSet<>();

  /** Numbers that are options in the file. */
  final List<Constant> constants = new ArrayList<>();

  /** What the file does not have, and what so must stay as it is at first. */
  final List<Variable> untrained = new ArrayList<>();

  /** Whether hard sigmoids have the slope of Keras 1 and 2, which is 1/5, not 1/6. */
  boolean oldHardSigmoid;

  /** The version of Keras that wrote the file, such as 309; 0 if it does not say. */
  int version;

  /** Numbers that all parameters have, against what weights there are. */
  private final long most;

  private long parameters;
  private final Set<String> names = new HashSet<>();
  private final List<Node> inputs = new ArrayList<>();

  /**
   * An empty network.
   *
   * @param most how many numbers the file has for weights
   */
  Assembly(long most) {
    this.most = most;
  }

  /** A name that no other layer has, as close to the one in the file as may be. */
  String name(String wanted) {
    String base = wanted.isEmpty() ? "layer" : wanted;
    base = base.length() > LONGEST_NAME ? base.substring(base.length() - LONGEST_NAME) : base;
    String name = base;
    for (int number = 2; !names.add(name); number++) {
      name = base + "_" + number;
    }
    return name;
  }

  Flow input(String name, Shape shape, boolean turned) {
    requireSize(name, shape);
    Node node = graph.input(name(name), shape.toArray());
    inputs.add(node);
    return new Flow(node, turned);
  }

  /** Puts a layer behind a tensor, under a name like this one. */
  Flow add(String name, Layer layer, Flow input) {
    layer.named(name(name));
    taken.put(layer, input.node().shape());
    count(layer, input.node().shape());
    try {
      Node node = input.node().then(layer);
      requireSize(name, node.shape());
      return new Flow(node, input.turned() && node.shape().rank() == 3);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Refusal(e.getMessage());
    }
  }

  Flow merge(String name, Merge merge, List<Flow> inputs) {
    merge.named(name(name));
    Node[] others = inputs.stream().skip(1).map(Flow::node).toArray(Node[]::new);
    try {
      Node node = merge.of(inputs.get(0).node(), others);
      requireSize(name, node.shape());
      return new Flow(node, inputs.get(0).turned());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Refusal(e.getMessage());
    }
  }

  /** Parameters are not allocated before it is known that the file has as many numbers. */
  private void count(Layer layer, Shape input) {
    try {
      for (Shape shape : layer.parameterShapes(input).values()) {
        parameters = Math.addExact(parameters, shape.size());
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Refusal(e.getMessage());
    }
    if (parameters > most) {
      throw new Refusal(
          "describes a network of more than "
              + parameters
              + " weights up to "
              + layer
              + ", but there are only "
              + most
              + " numbers");
    }
  }

  /**
   * Gives layers the weights of those that the same layer of the file became before.
   *
   * @return whether that can be; if not, nothing is changed
   */
  boolean share(List<Layer> first, List<Layer> again) {
    for (int i = 0; i < first.size(); i++) {
      Layer one = first.get(i);
      Layer other = again.get(i);
      if (!one.type().equals(other.type())
          || !one.config().equals(other.config())
          || !shapes(one).equals(shapes(other))) {
        return false;
      }
    }
    for (int i = 0; i < first.size(); i++) {
      again.get(i).withWeightsOf(first.get(i));
    }
    return true;
  }

  /** By the last part of their names. */
  private Map<String, Shape> shapes(Layer layer) {
    Map<String, Shape> shapes = new HashMap<>();
    layer
        .parameterShapes(taken.get(layer))
        .forEach((name, shape) -> shapes.put(name.substring(layer.name().length()), shape));
    return shapes;
  }

  private static void requireSize(String name, Shape shape) {
    if (shape.size() > MOST_VALUES) {
      throw new Refusal(
          "has a layer '" + name + "' that puts out " + shape + " for one sample, too much");
    }
  }

  /** The tensor with its dimensions in the file's order. */
  Flow natural(String name, Flow flow) {
    return flow.turned()
        ? new Flow(add(name + ".channels_first", new Permute(3, 1, 2), flow).node(), false)
        : flow;
  }

  /** The tensor as {@code [H, W, C]}, where the file has {@code [C, H, W]}. */
  Flow turned(String name, Flow flow) {
    return flow.turned() || flow.rank() != 3
        ? flow
        : new Flow(add(name + ".channels_last", new Permute(2, 3, 1), flow).node(), true);
  }

  /** The tensor as {@code [H, W, C]}, for a layer whose images are as it says. */
  Flow image(String name, Flow flow, boolean channelsFirst) {
    return channelsFirst ? turned(name, flow) : natural(name, flow);
  }

  /** The outputs as one: flattened, one behind the other, if there are several. */
  Node output(List<String> names, List<Flow> outputs) {
    if (outputs.size() == 1) {
      Flow only = outputs.get(0);
      return inputs.contains(only.node())
          ? add("identity", new Rescaling(1, 0), only).node()
          : only.node();
    }
    List<Flow> flat = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < outputs.size(); i++) {
      Flow flow = natural(names.get(i), outputs.get(i));
      int size = flow.node().shape().size();
      parts.add("'" + names.get(i) + "' " + flow.shape() + " from " + from);
      from += size;
      flat.add(flow.rank() == 1 ? flow : add(names.get(i) + ".flat", new Flatten(), flow));
    }
    notes.add(
        "The model has "
            + outputs.size()
            + " outputs; the network puts them out as one, each flattened, one behind the other: "
            + String.join(", ", parts)
            + ".");
    return merge("outputs", new Concat(), flat).node();
  }
}
