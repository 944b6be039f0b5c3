package dev.limpid.interop.onnx;

import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.onnx.OnnxGraph.OnnxInput;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.Permute;
import dev.limpid.layers.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Turns a graph into a network: goes through the operators in their order, and notes for each value
 * what it comes to ({@link Value}). Constants are computed at once. A layer is only written down;
 * of all that were, those that the output needs go into the network.
 */
final class Importer {
  /** Stands for the size of the batch among the whole numbers that a graph computes with. */
  static final long BATCH = Long.MIN_VALUE / 2 + 1;

  private final OnnxModel model;
  private final Map<String, Integer> uses = new HashMap<>();
  private final NetworkBuilder network = new NetworkBuilder();
  private final GraphInputs inputs;

  /** Weights of which the next layer is made. */
  private Set<String> noted = new HashSet<>();

  private final Set<String> notes = new LinkedHashSet<>();

  private Importer(OnnxModel model) {
    this.model = model;
    this.inputs = new GraphInputs(model);
  }

  /**
   * The network of a graph.
   *
   * @param norms the BatchNormalization nodes in the order of the network's BatchNorm layers
   */
  record Result(Network network, List<String> notes, List<OnnxNode> norms) {}

  static Result run(OnnxModel model, Compute compute) throws UnsupportedModelException {
    Importer importer = new Importer(model);
    try {
      return importer.run(compute);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new UnsupportedModelException(model.file(), e.getMessage(), e);
    }
  }

  private Result run(Compute compute) throws UnsupportedModelException {
    OnnxGraph graph = model.graph();
    countUses(graph);
    Map<String, Value> scope = new HashMap<>();
    graph.initializers().forEach((name, tensor) -> scope.put(name, Value.constant(tensor)));
    for (OnnxInput input : graph.inputs()) {
      if (!graph.initializers().containsKey(input.name()) && uses.containsKey(input.name())) {
        Value value = inputs.add(input);
        network.add(value.expr());
        scope.put(input.name(), value);
      }
    }
    if (inputs.areWhole()) {
      note(
          "The graph is a formula of tensors without a batch: all of an input is one sample of the"
              + " network.");
    }
    runNodes(graph, scope);
    Expr output = new GraphOutputs(this, graph.outputs(), scope).result();
    NetworkBuilder.Result built = network.build(output, compute);
    built
        .copied()
        .forEach(
            name ->
                note(
                    "The weight '"
                        + name
                        + "' is used by several layers, each of which has a copy of its own from"
                        + " now on."));
    return new Result(built.network(), List.copyOf(notes), built.norms());
  }

  private void countUses(OnnxGraph graph) {
    for (OnnxNode node : graph.nodes()) {
      node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum));
      for (OnnxAttribute attribute : node.attributes().values()) {
        if (attribute.graph() != null) {
          countUses(attribute.graph());
        }
      }
    }
    graph.outputs().forEach(name -> uses.merge(name, 1, Integer::sum));
  }

  private void runNodes(OnnxGraph graph, Map<String, Value> scope)
      throws UnsupportedModelException {
    for (OnnxNode node : graph.nodes()) {
      List<Value> inputs = new ArrayList<>();
      for (String name : node.inputs()) {
        Value value = name.isEmpty() ? null : scope.get(name);
        if (value == null && !name.isEmpty()) {
          throw problem(
              node
                  + " takes '"
                  + name
                  + "', which nothing before it puts out: it is missing, or the graph has a cycle");
        }
        inputs.add(value);
      }
      List<Value> outputs = outputs(node, inputs, scope);
      for (int i = 0; i < node.outputs().size(); i++) {
        String name = node.outputs().get(i);
        if (i < outputs.size() && !name.isEmpty()) {
          if (scope.put(name, outputs.get(i)) != null) {
            throw problem("two nodes put out '" + name + "', one of them " + node);
          }
        }
      }
    }
  }

  private List<Value> outputs(OnnxNode node, List<Value> inputs, Map<String, Value> scope)
      throws UnsupportedModelException {
    if (node.operator().equals("If")) {
      return branch(node, inputs, scope);
    }
    try {
      List<Value> outputs = Operators.apply(new Step(this, node, inputs));
      return outputs.stream().map(value -> named(value, node, inputs)).toList();
    } catch (IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException
        | NullPointerException e) {
      throw new UnsupportedModelException(
          model.file(),
          node + ": " + (e instanceof IllegalArgumentException ? e.getMessage() : "is malformed"),
          e);
    }
  }

  /** Identity hands on what it takes, which keeps the node that it is from. */
  private static Value named(Value value, OnnxNode node, List<Value> inputs) {
    return value.node() == null || !inputs.contains(value) ? value.from(node, inputs) : value;
  }

  /** The branch of an If whose condition is known. */
  private List<Value> branch(OnnxNode node, List<Value> inputs, Map<String, Value> scope)
      throws UnsupportedModelException {
    double condition = inputs.isEmpty() ? Double.NaN : inputs.get(0).number();
    OnnxAttribute chosen = node.attributes().get(condition == 0 ? "else_branch" : "then_branch");
    if (Double.isNaN(condition) || chosen == null || chosen.graph() == null) {
      throw problem(node + ": its condition depends on the input, which can't be followed");
    }
    Map<String, Value> inner = new HashMap<>(scope);
    chosen.graph().initializers().forEach((k, tensor) -> inner.put(k, Value.constant(tensor)));
    runNodes(chosen.graph(), inner);
    return chosen.graph().outputs().stream().map(inner::get).toList();
  }

  /** Why a value can't be had: the first node on its way that has no layer. */
  String unsupported(Value value) {
    Value at = value;
    while (!at.isConstant()) {
      Value inner = null;
      for (Value input : at.inputs()) {
        if (input != null && !input.isConstant() && !input.isComputed()) {
          inner = input;
          break;
        }
      }
      if (inner == null) {
        break;
      }
      at = inner;
    }
    return at.isConstant()
        ? "its output does not depend on its input"
        : at.node() + " has no layer that does it, and is no part of a formula that is known";
  }

  private UnsupportedModelException problem(String text) {
    return new UnsupportedModelException(model.file(), text);
  }

  // What operators need.

  int opset() {
    return model.opset();
  }

  boolean isByPytorch() {
    return model.producer().equals("pytorch");
  }

  long batch() {
    return inputs.batch();
  }

  boolean hasChannelsLast() {
    return inputs.hasChannelsLast();
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  void noteNorm(Expr expr, OnnxNode node) {
    network.noteNorm(expr, node);
  }

  /** Whether a value is taken in one place alone. */
  boolean isUsedOnce(String name) {
    return uses.getOrDefault(name, 0) == 1;
  }

  boolean isUsed(String name) {
    return uses.containsKey(name);
  }

  /** Notes that the next layer is made of a weight. */
  void noteWeight(OnnxTensor tensor) {
    noteWeight(tensor.name());
  }

  void noteWeight(String name) {
    if (!name.isEmpty()) {
      noted.add(name);
    }
  }

  Expr layer(Layer layer, Map<String, Supplier<float[]>> weights, String origin, Expr... inputs) {
    Set<String> tensors = weights.isEmpty() ? Set.of() : noted;
    noted = weights.isEmpty() ? noted : new HashSet<>();
    return network.add(Expr.of(layer, List.of(inputs), weights, origin, tensors));
  }

  Expr layer(Layer layer, Expr... inputs) {
    return layer(layer, Map.of(), "", inputs);
  }

  /** A computed value with its dimensions in an order, each of them one of the tensor's. */
  Expr stored(Value value, int... order) {
    int[][] groups = new int[order.length][];
    Arrays.setAll(groups, i -> new int[] {order[i]});
    return stored(value, groups);
  }

  /**
   * A computed value with its dimensions in an order, several of them joined where groups say so.
   */
  Expr stored(Value value, int[][] groups) {
    int[] dims = value.dims();
    int[] shape = new int[groups.length];
    for (int i = 0; i < groups.length; i++) {
      shape[i] = 1;
      for (int dim : groups[i]) {
        shape[i] = Math.multiplyExact(shape[i], dims[dim]);
      }
    }
    int[] order = Arrays.stream(groups).flatMapToInt(Arrays::stream).toArray();
    int[] moves = value.layout().movesTo(order);
    Expr at = value.expr();
    if (moves != null) {
      at = reshaped(at, value.layout().storedSizes());
      at = layer(new Permute(Arrays.stream(moves).map(i -> i + 1).toArray()), at);
    }
    return reshaped(at, shape);
  }

  Expr reshaped(Expr expr, int... shape) {
    if (Arrays.equals(expr.shape().toArray(), shape)) {
      return expr;
    }
    return layer(shape.length == 1 ? new Flatten() : new Reshape(shape), expr);
  }

  /** An image {@code [H, W, C]} of a value {@code [C, H, W]}. */
  Expr image(Value value) {
    return stored(value, 1, 2, 0);
  }

  /** The value {@code [C, H, W]} of an image {@code [H, W, C]}. */
  Value ofImage(Expr image) {
    Shape shape = image.shape();
    return Value.of(
        Layout.of(new int[] {shape.dim(2), shape.dim(0), shape.dim(1)}, 1, 2, 0), image);
  }

  /** A value whose dimensions are stored in an order, possibly some of them joined. */
  Value value(Expr expr, int[] dims, int... order) {
    return Value.of(Layout.of(dims, order), expr);
  }

  /** Another layer's output at the places of a value: what works value by value. */
  Value inPlaceOf(Value value, Layer layer) {
    return Value.of(value.layout(), layer(layer, value.expr()));
  }

  /** The same values with other dimensions. */
  Value reshape(Value value, int... dims) {
    Layout layout = value.layout().reshaped(dims);
    if (layout != null) {
      return Value.of(layout, value.expr());
    }
    Expr inOrder = stored(value, Layout.inOrder(value.rank()));
    return Value.of(Layout.of(dims, Layout.inOrder(dims.length)), reshaped(inOrder, dims));
  }

  static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  static Map<String, Supplier<float[]>> weights(Map<String, Supplier<float[]>> items) {
    return new LinkedHashMap<>(items);
  }
}
