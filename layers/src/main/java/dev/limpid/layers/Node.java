package dev.limpid.layers;

import dev.limpid.core.Shape;
import java.util.List;

/**
 * A tensor on its way through a {@link Graph} that is being written: an input, or what a layer puts
 * out. It may be taken by any number of layers; the gradients that come back from them are added
 * up.
 */
public final class Node {
  private final Graph graph;
  private final Layer layer;
  private final List<Node> inputs;
  private final Shape shape;

  /** An input of the graph has neither a layer nor inputs. */
  Node(Graph graph, Layer layer, List<Node> inputs, Shape shape) {
    this.graph = graph;
    this.layer = layer;
    this.inputs = inputs;
    this.shape = shape;
  }

  /**
   * Puts layers or blocks behind this node, one after the other.
   *
   * @return what the last one puts out; this node if there is none
   * @throws IllegalArgumentException if one does not take what the one before puts out, or is in a
   *     network already
   */
  public Node then(Block... blocks) {
    Node last = this;
    for (Block block : blocks) {
      last = block.applyTo(last);
    }
    return last;
  }

  /** The shape of one sample. */
  public Shape shape() {
    return shape;
  }

  Graph graph() {
    return graph;
  }

  /** What puts it out; null for an input of the graph. */
  Layer layer() {
    return layer;
  }

  /** What that layer takes. */
  List<Node> inputs() {
    return inputs;
  }

  /** Where it comes from and its shape. */
  @Override
  public String toString() {
    return (layer == null ? "input" : layer.toString()) + " -> " + shape;
  }
}
