package dev.limpid.interop.onnx;

import dev.limpid.core.Parameter;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Graph;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds a network of the layers that were written down, as far as its output needs them. */
final class NetworkBuilder {
  private static final int MOST_LAYERS = 20_000;

  private final List<Expr> exprs = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<Expr, OnnxNode> norms = new IdentityHashMap<>();

  /**
   * A network, its weights decoded.
   *
   * @param norms the BatchNormalization nodes in the order of its BatchNorm layers
   * @param copied weights of which several layers have copies
   */
  record Result(Network network, List<OnnxNode> norms, Set<String> copied) {}

  /** Writes down a layer, or an input, behind those that it takes. */
  Expr add(Expr expr) {
    exprs.add(expr);
    return expr;
  }

  void noteNorm(Expr expr, OnnxNode node) {
    norms.put(expr, node);
  }

  /** Builds what an output needs. */
  Result build(Expr output, Compute compute) {
    Set<Expr> needed = new HashSet<>();
    needed.add(output);
    for (int i = exprs.size() - 1; i >= 0; i--) {
      if (needed.contains(exprs.get(i))) {
        needed.addAll(exprs.get(i).inputs());
      }
    }
    requireMemory(needed);
    List<Expr> built = exprs.stream().filter(needed::contains).toList();
    Set<Expr> again = new HashSet<>();
    Set<String> copied = share(built, again);
    Graph graph = new Graph().on(compute);
    Map<Expr, Node> nodes = new IdentityHashMap<>();
    needed.stream().filter(expr -> expr.layer() == null).forEach(expr -> names.add(expr.origin()));
    List<OnnxNode> normNodes = new ArrayList<>();
    for (Expr expr : built) {
      if (norms.containsKey(expr)) {
        normNodes.add(norms.get(expr));
      }
      nodes.put(expr, append(graph, expr, nodes));
    }
    Network network = graph.build(nodes.get(output), 0);
    built.stream().filter(expr -> !again.contains(expr)).forEach(Expr::fill);
    requireNumbers(network);
    return new Result(network, normNodes, copied);
  }

  /**
   * Lets layers that are others again have their weights.
   *
   * @param again gets these layers
   * @return the weights of the file that several layers have all the same
   */
  private static Set<String> share(List<Expr> built, Set<Expr> again) {
    Map<Set<String>, List<Expr>> firsts = new HashMap<>();
    Set<String> seen = new HashSet<>();
    Set<String> copied = new LinkedHashSet<>();
    for (Expr expr : built) {
      List<Expr> before = firsts.computeIfAbsent(expr.tensors(), tensors -> new ArrayList<>());
      Optional<Expr> first = before.stream().filter(expr::isAgain).findFirst();
      if (first.isPresent()) {
        expr.layer().withWeightsOf(first.get().layer());
        again.add(expr);
        continue;
      }
      if (!expr.tensors().isEmpty()) {
        before.add(expr);
      }
      expr.tensors().stream().filter(tensor -> !seen.add(tensor)).forEach(copied::add);
    }
    return copied;
  }

  private Node append(Graph graph, Expr expr, Map<Expr, Node> nodes) {
    if (expr.layer() == null) {
      return graph.input(expr.origin(), expr.shape().toArray());
    }
    Layer layer = expr.layer();
    if (!expr.origin().isEmpty() && expr.origin().length() <= 100 && names.add(expr.origin())) {
      layer.named(expr.origin());
    }
    Node[] inputs = expr.inputs().stream().map(nodes::get).toArray(Node[]::new);
    return layer instanceof Merge merge
        ? merge.of(inputs[0], Arrays.copyOfRange(inputs, 1, inputs.length))
        : inputs[0].then(layer);
  }

  private void requireMemory(Set<Expr> needed) {
    if (needed.size() > MOST_LAYERS) {
      throw new IllegalArgumentException(
          "has " + needed.size() + " layers; up to " + MOST_LAYERS + " can be built");
    }
    long bytes = needed.stream().mapToLong(Expr::parameterBytes).sum();
    if (bytes > Runtime.getRuntime().maxMemory() / 4 * 3) {
      throw new IllegalArgumentException(
          "needs "
              + (bytes >> 20)
              + " MB for its weights and their gradients; give the JVM more memory, such as -Xmx"
              + (bytes / (3 << 18) + 1)
              + "m");
    }
  }

  private void requireNumbers(Network network) {
    for (Parameter parameter : network.parameters()) {
      float least = parameter.name().endsWith("moving_variance") ? 0 : Float.NEGATIVE_INFINITY;
      float[] values = parameter.value().data();
      for (int i = 0; i < parameter.value().size(); i++) {
        if (!Float.isFinite(values[i]) || values[i] < least) {
          throw new IllegalArgumentException(
              "value " + i + " of '" + parameter.name() + "' is " + values[i]);
        }
      }
    }
  }
}
